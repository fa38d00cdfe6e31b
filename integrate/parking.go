package integrate

import (
	"cmp"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
)

// parking is where rows of one worker are that have given up their lanes.
type parking[T graph.Float] struct {
	lanes            []lane
	state            []T       // y, k₁ and extras, row after row
	quad             []float64 // row after row
	width, quadWidth int       // of a row of state, and of quad
	order            []int     // the rows that have not come back, once sorted with the most steps left last
	sorted           bool
}

// newParking returns nil where rows do not choose steps of their own.
func newParking[T graph.Float](s *System, p *plan) *parking[T] {
	if p.shared || p.fixed {
		return nil
	}
	k := &parking[T]{}
	for _, block := range s.Blocks {
		if block.Quadrature {
			k.quadWidth += block.Width
		}
		k.width += 2 * block.Width
	}
	for _, block := range s.Extras {
		k.width += block.Width
	}
	room := parkedPacks * p.Lanes
	k.lanes, k.order = make([]lane, 0, room), make([]int, 0, room)
	k.state, k.quad = make([]T, room*k.width), make([]float64, room*k.quadWidth)
	return k
}

// clear forgets all rows.
func (k *parking[T]) clear() {
	if k != nil {
		k.lanes, k.order = k.lanes[:0], k.order[:0]
	}
}

// free reports whether there is room. What is taken stays taken until clear.
func (k *parking[T]) free() bool { return len(k.lanes) < cap(k.lanes) }

// add returns the place of one more row.
func (k *parking[T]) add(l lane) (place int) {
	place = len(k.lanes)
	k.lanes, k.order, k.sorted = append(k.lanes, l), append(k.order, place), false
	return place
}

// next returns the place of the row with the most steps left and takes it off the list.
func (k *parking[T]) next(v *interval) (place int, ok bool) {
	last := len(k.order) - 1
	if last < 0 {
		return 0, false
	}
	if !k.sorted {
		slices.SortFunc(k.order, func(a, b int) int { return cmp.Compare(k.lanes[a].left(v), k.lanes[b].left(v)) })
		k.sorted = true
	}
	place, k.order = k.order[last], k.order[:last]
	return place, true
}

// at is where the numbers of a row are kept.
func (k *parking[T]) at(place int) (state []T, quad []float64) {
	return k.state[place*k.width:][:k.width], k.quad[place*k.quadWidth:][:k.quadWidth]
}
