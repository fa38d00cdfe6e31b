// The recorded steps of rows.

package tape

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/batch"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/internal/method"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
)

// Tape keeps what replay needs of every accepted step of a row block: t, h, the state at the beginning of the step and,
// for methods that are first same as last, k₁. Its memory is reused. With a memory budget it keeps only some of the
// states; see coarsen.
type Tape[T graph.Float] struct {
	Width    int // numbers in a state
	Previous []int32
	T, H     []float64
	ends     []float64 // by record: the end of the step
	Slot     []int32   // by record: the slot of its state, or Nowhere
	Data     []T       // by slot
	lo       int
	Last     []int32 // by row of the row block: its last record

	bound
	number []int32 // by record: the number of earlier steps of the row
	free   []int32 // slots that have been given back
}

// Nowhere is the slot of a state that is not kept.
const Nowhere = -1

func NewTape[T graph.Float](s *ode.System, tab *tableau.Tableau) *Tape[T] {
	tp := &Tape[T]{}
	for _, block := range s.Blocks {
		if !block.Quadrature {
			tp.Width += block.Width
		}
		if method.FSAL(tab) {
			tp.Width += block.Width
		}
	}
	return tp
}

// Begin removes all records and prepares for the rows lo … hi−1.
func (tp *Tape[T]) Begin(lo, hi int) {
	tp.Previous, tp.T, tp.H, tp.Data = tp.Previous[:0], tp.T[:0], tp.H[:0], tp.Data[:0]
	tp.ends = tp.ends[:0]
	tp.Slot, tp.number, tp.free = tp.Slot[:0], tp.number[:0], tp.free[:0]
	tp.bound = bound{Every: 1}
	tp.lo, tp.Last = lo, tp.Last[:0]
	for range hi - lo {
		tp.Last = append(tp.Last, -1)
	}
}

// End sets the last record of a row.
func (tp *Tape[T]) End(row int, record int32) { tp.Last[row-tp.lo] = record }

// Steps is the number of steps of a row.
func (tp *Tape[T]) Steps(row int) int {
	last := tp.Last[row-tp.lo]
	if last < 0 {
		return 0
	}
	return int(tp.number[last]) + 1
}

// Add appends a step of size h from t to end to the row whose last record is last. The step begins with the state in
// lane l.
func (tp *Tape[T]) Add(last int32, t, h, end float64, state batch.State[T], l int) int32 {
	at := int32(len(tp.T))
	tp.Previous = append(tp.Previous, last)
	tp.T, tp.H = append(tp.T, t), append(tp.H, h)
	tp.ends = append(tp.ends, end)
	tp.Slot = append(tp.Slot, Nowhere)
	if tp.keeps(at) {
		tp.Store(at, state, l)
	}
	return at
}

// Store keeps the state in a lane as the state of a record.
func (tp *Tape[T]) Store(record int32, state batch.State[T], l int) {
	state.Gather(tp.newSlot(record), l)
}

// newSlot returns room for the state of a record.
func (tp *Tape[T]) newSlot(record int32) []T {
	if n := len(tp.free) - 1; n >= 0 {
		tp.Slot[record], tp.free = tp.free[n], tp.free[:n]
	} else {
		tp.Slot[record] = int32(tp.slots)
		tp.slots++
		tp.extend()
	}
	return tp.state(record)
}

func (tp *Tape[T]) state(record int32) []T {
	return tp.Data[int(tp.Slot[record])*tp.Width:][:tp.Width]
}

// Load copies the state of a record into a lane.
func (tp *Tape[T]) Load(record int32, state batch.State[T], l int) {
	state.Scatter(tp.state(record), l)
}

// Moment returns a recorded step with the times that its stages saw.
func (tp *Tape[T]) Moment(record int32, v *control.Span) control.Moment {
	return control.Moment{From: tp.T[record], Size: tp.H[record], Next: tp.ends[record], First: v.First, Last: v.Last}
}

// Records lists the records of a row from the first to the last.
func (tp *Tape[T]) Records(row int) (records []int32) {
	for at := tp.Last[row-tp.lo]; at >= 0; at = tp.Previous[at] {
		records = append(records, at)
	}
	slices.Reverse(records)
	return records
}
