// Recording the boundaries of rows, for gradients over segments.

package forward

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// note records the boundary that lane l has reached, before the state moves on.
func (w *observer[T]) note(l int) {
	row, k := &w.rows[l], w.reached[l]
	if w.call.Boundaries == nil || !row.Landing.Happens() && k == nil {
		return
	}
	p := Boundary[T]{T: row.Next, Sets: row.Landing, Output: -1, Before: w.stateOf(l, 1)}
	if k != nil {
		p.Output = k.Output
		if k.Jump {
			p.Jump = control.AtJumpTime
		}
	}
	if p.Sets.Happens() {
		p.Many = w.events.landings(l) > 1
		p.Clash = slices.Contains(w.call.Problem.JumpTimes, p.T)
		if JumpOf(w.System, p.Sets) != nil {
			p.Jump = p.Sets
		}
	}
	w.call.Boundaries[row.Row] = append(w.call.Boundaries[row.Row], p)
	w.noted = append(w.noted, l)
}

// goOn records the time and the state from which the lanes go on whose boundaries were recorded. A row that an event has
// changed at its end, but not ended, has a last segment without length: the event sets the time of its jump, not of its
// end.
func (w *observer[T]) goOn() {
	for _, l := range w.noted {
		row := &w.rows[l]
		list := w.call.Boundaries[row.Row]
		p := &list[len(list)-1]
		p.Next, p.After = row.T, w.stateOf(l, 0)
		if row.Finished && row.Status == ode.Done && p.Sets.Happens() {
			w.call.Boundaries[row.Row] = append(list, Boundary[T]{T: p.T, Output: -1, Before: p.After})
		}
	}
	w.noted = w.noted[:0]
}

// stateOf is the state of lane l at θ of its step, by block; nil for a quadrature.
func (w *observer[T]) stateOf(l int, θ float64) [][]T {
	out := make([][]T, len(w.System.Blocks))
	for b, block := range w.System.Blocks {
		for c := 0; !block.Quadrature && c < block.Width; c++ {
			out[b] = append(out[b], T(w.StateAt(b, c, l, θ)))
		}
	}
	return out
}
