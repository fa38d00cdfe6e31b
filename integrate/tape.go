package integrate

import "github.com/gorgoflow/gorgoflow/graph"

// tape keeps what replay needs of every accepted step of a block of rows: t, h, the
// state at its beginning and, with first-same-as-last, k₁. Its memory is reused. Under a
// budget it keeps only some of the states; see thin.
type tape[T graph.Float] struct {
	width    int // numbers a state
	previous []int32
	t, h     []float64
	slot     []int32 // by record: where its state is, or nowhere
	data     []T     // by slot
	lo       int
	last     []int32 // by row of the block: its last record

	budget
	number []int32 // by record: the steps of the row before it
	free   []int32 // slots that have been given back
}

// nowhere is the slot of a state that is not kept.
const nowhere = -1

func newTape[T graph.Float](s *System, tab *Tableau) *tape[T] {
	tp := &tape[T]{}
	for _, block := range s.Blocks {
		if !block.Quadrature {
			tp.width += block.Width
		}
		if tab.FSAL() {
			tp.width += block.Width
		}
	}
	return tp
}

// begin forgets everything and expects the rows from lo to hi.
func (tp *tape[T]) begin(lo, hi int) {
	tp.previous, tp.t, tp.h, tp.data = tp.previous[:0], tp.t[:0], tp.h[:0], tp.data[:0]
	tp.slot, tp.number, tp.free = tp.slot[:0], tp.number[:0], tp.free[:0]
	tp.budget = budget{every: 1}
	tp.lo, tp.last = lo, tp.last[:0]
	for range hi - lo {
		tp.last = append(tp.last, -1)
	}
}

// end notes the last record of a row.
func (tp *tape[T]) end(row int, record int32) { tp.last[row-tp.lo] = record }

// steps is how many steps a row has taken.
func (tp *tape[T]) steps(row int) int {
	last := tp.last[row-tp.lo]
	if last < 0 {
		return 0
	}
	return int(tp.number[last]) + 1
}

// add appends a step of size h from t, whose state is that in a lane of y and k1, to the
// row whose last record is given.
func (tp *tape[T]) add(last int32, t, h float64, s *System, y, k1 [][]T, stride, l int) int32 {
	at := int32(len(tp.t))
	tp.previous = append(tp.previous, last)
	tp.t, tp.h = append(tp.t, t), append(tp.h, h)
	tp.slot = append(tp.slot, nowhere)
	if tp.keeps(at) {
		tp.store(at, s, y, k1, stride, l)
	}
	return at
}

// store keeps the state in a lane of y and k1 as that of a record.
func (tp *tape[T]) store(record int32, s *System, y, k1 [][]T, stride, l int) {
	gatherState(tp.place(record), s, y, k1, stride, l)
}

// gatherState copies y and k1 of a lane to data and returns what is left of that.
func gatherState[T graph.Float](data []T, s *System, y, k1 [][]T, stride, l int) []T {
	for b, block := range s.Blocks {
		data = gatherLane(data, y[b], block.Width, stride, l)
		data = gatherLane(data, k1[b], block.Width, stride, l)
	}
	return data
}

// place finds room for the state of a record.
func (tp *tape[T]) place(record int32) []T {
	if n := len(tp.free) - 1; n >= 0 {
		tp.slot[record], tp.free = tp.free[n], tp.free[:n]
	} else {
		tp.slot[record] = int32(tp.slots)
		tp.slots++
		tp.extend()
	}
	return tp.state(record)
}

func (tp *tape[T]) state(record int32) []T {
	return tp.data[int(tp.slot[record])*tp.width:][:tp.width]
}

func gatherLane[T graph.Float](data, x []T, width, stride, l int) []T {
	if x == nil {
		return data
	}
	for c := range width {
		data[c] = x[c*stride+l]
	}
	return data[width:]
}

// load puts a record into the lanes of y and k1 and returns its time and step.
func (tp *tape[T]) load(record int32, s *System, y, k1 [][]T, stride, l int) (t, h float64) {
	spreadState(tp.state(record), s, y, k1, stride, l)
	return tp.t[record], tp.h[record]
}

// spreadState is the inverse of gatherState.
func spreadState[T graph.Float](data []T, s *System, y, k1 [][]T, stride, l int) []T {
	for b, block := range s.Blocks {
		data = spreadLane(data, y[b], block.Width, stride, l)
		data = spreadLane(data, k1[b], block.Width, stride, l)
	}
	return data
}

func spreadLane[T graph.Float](data, x []T, width, stride, l int) []T {
	if x == nil {
		return data
	}
	for c, v := range data[:width] {
		x[c*stride+l] = v
	}
	return data[width:]
}
