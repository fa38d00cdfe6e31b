// The store of deferred rows, which have given up their lanes.

package forward

import (
	"cmp"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// deferred stores the rows of one worker that have given up their lanes.
type deferred[T graph.Float] struct {
	Lanes            []control.Row
	state            []T       // y, k₁ and constant inputs, row after row
	quad             []float64 // row after row
	width, quadWidth int       // numbers in a row of state, and of quad
	order            []int     // the rows that have not resumed; once sorted, those with the most steps left come last
	sorted           bool
}

// newDeferred returns nil if rows do not choose their own steps.
func newDeferred[T graph.Float](s *ode.System, p *control.Scheme) *deferred[T] {
	if p.Shared || p.Fixed {
		return nil
	}
	k := &deferred[T]{}
	for _, block := range s.Blocks {
		if block.Quadrature {
			k.quadWidth += block.Width
		}
		k.width += 2 * block.Width
	}
	for _, block := range s.Args {
		k.width += block.Width
	}
	room := deferredPacks * p.Lanes
	k.Lanes, k.order = make([]control.Row, 0, room), make([]int, 0, room)
	k.state, k.quad = make([]T, room*k.width), make([]float64, room*k.quadWidth)
	return k
}

// clear removes all rows.
func (k *deferred[T]) clear() {
	if k != nil {
		k.Lanes, k.order = k.Lanes[:0], k.order[:0]
	}
}

// free reports whether there is room. Room that is taken stays taken until clear.
func (k *deferred[T]) free() bool { return len(k.Lanes) < cap(k.Lanes) }

// add stores one more row and returns its index.
func (k *deferred[T]) add(l control.Row) (index int) {
	index = len(k.Lanes)
	k.Lanes, k.order, k.sorted = append(k.Lanes, l), append(k.order, index), false
	return index
}

// next removes the row with the most steps left from the list and returns its index.
func (k *deferred[T]) next(v *control.Span) (index int, ok bool) {
	last := len(k.order) - 1
	if last < 0 {
		return 0, false
	}
	if !k.sorted {
		slices.SortFunc(k.order, func(a, b int) int { return cmp.Compare(k.Lanes[a].Left(v), k.Lanes[b].Left(v)) })
		k.sorted = true
	}
	index, k.order = k.order[last], k.order[:last]
	return index, true
}

// at returns the numbers stored for a row.
func (k *deferred[T]) at(index int) (state []T, quad []float64) {
	return k.state[index*k.width:][:k.width], k.quad[index*k.quadWidth:][:k.quadWidth]
}
