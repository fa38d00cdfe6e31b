package forward

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
)

// Boundary is where a row has come to a knot, or to an event on which a step ended.
type Boundary[T graph.Float] struct {
	T      float64
	Next   float64 // where the way goes on: a rounding later after Problem.Jumps
	Event  int     // that set the time, or −1
	Jump   int     // that happened there: 0 for System.Jump, 1 + the event, or −1
	Output int     // index of the output time, or −1
	Clash  bool    // an event fell on a jump
	Many   bool    // several events ended or changed the row at once
	// The state before and after the jump, by block; nil for a quadrature.
	Before, After [][]T
}

// pass notes what lane l has come to, before the state moves on.
func (w *observer[T]) pass(l int) {
	r := w.r
	lane, k := &r.lanes[l], w.arrived[l]
	if r.call.Passages == nil || lane.Landing == 0 && k == nil {
		return
	}
	p := Boundary[T]{T: lane.Next, Event: lane.Landing - 1, Jump: -1, Output: -1, Before: make([][]T, len(r.System.Blocks))}
	p.Many = p.Event >= 0 && w.events.landings(l) > 1
	p.Clash = p.Event >= 0 && slices.Contains(r.call.Problem.JumpTimes, p.T)
	if k != nil {
		p.Output = k.Output
		if k.Jump {
			p.Jump = 0
		}
	}
	if p.Event >= 0 && r.System.Events[p.Event].Jump != nil {
		p.Jump = lane.Landing
	}
	for b, block := range r.System.Blocks {
		for c := 0; !block.Quadrature && c < block.Width; c++ {
			p.Before[b] = append(p.Before[b], T(r.StateAt(b, c, l, 1)))
		}
	}
	r.call.Passages[lane.Row] = append(r.call.Passages[lane.Row], p)
	w.passed = append(w.passed, l)
}

// goOn notes where and from which state the lanes that have passed something go on.
func (w *observer[T]) goOn() {
	r := w.r
	for _, l := range w.passed {
		list := r.call.Passages[r.lanes[l].Row]
		p := &list[len(list)-1]
		p.Next, p.After = r.lanes[l].T, make([][]T, len(r.System.Blocks))
		for b, block := range r.System.Blocks {
			for c := 0; !block.Quadrature && c < block.Width; c++ {
				p.After[b] = append(p.After[b], r.Step.Y[b][c*r.Step.Stride+l])
			}
		}
	}
	w.passed = w.passed[:0]
}
