package integrate

import "github.com/gorgoflow/gorgoflow/graph"

// tape keeps what replay needs of every accepted step of a block of rows: t, h, the
// state at its beginning and, with first-same-as-last, k₁. Its memory is reused.
type tape[T graph.Float] struct {
	width    int // numbers a record
	previous []int32
	t, h     []float64
	data     []T
	lo       int
	last     []int32 // by row of the block: its last record
}

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
	tp.lo, tp.last = lo, tp.last[:0]
	for range hi - lo {
		tp.last = append(tp.last, -1)
	}
}

// end notes the last record of a row.
func (tp *tape[T]) end(row int, record int32) { tp.last[row-tp.lo] = record }

// record appends the accepted lanes. Their state is still that at the beginning of
// the step, but lane.t has moved on already.
func (r *runner[T]) record() {
	for _, l := range r.accepted {
		r.lanes[l].record = r.tape.add(r, &r.lanes[r.controlOf(l)], l)
	}
}

// controlOf is the lane that controls lane l.
func (r *runner[T]) controlOf(l int) int {
	if r.plan.Control == Shared {
		return 0
	}
	return l
}

func (tp *tape[T]) add(r *runner[T], control *lane, l int) int32 {
	at := int32(len(tp.t))
	tp.previous = append(tp.previous, r.lanes[l].record)
	tp.t = append(tp.t, control.from)
	tp.h = append(tp.h, control.tried)
	for b, block := range r.system.Blocks {
		tp.data = appendLane(tp.data, r.step.y[b], block.Width, r.step.stride, l)
		tp.data = appendLane(tp.data, r.step.k1[b], block.Width, r.step.stride, l)
	}
	return at
}

func appendLane[T graph.Float](data, x []T, width, stride, l int) []T {
	if x == nil {
		return data
	}
	for c := range width {
		data = append(data, x[c*stride+l])
	}
	return data
}

// load puts a record into the lanes of y and k1 and returns its time and step.
func (tp *tape[T]) load(record int32, s *System, y, k1 [][]T, stride, l int) (t, h float64) {
	data := tp.data[int(record)*tp.width:][:tp.width]
	for b, block := range s.Blocks {
		data = spreadLane(data, y[b], block.Width, stride, l)
		data = spreadLane(data, k1[b], block.Width, stride, l)
	}
	return tp.t[record], tp.h[record]
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
