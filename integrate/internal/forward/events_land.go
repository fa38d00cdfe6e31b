// Steps that end on events.

package forward

import (
	"math"

	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/internal/reuse"
)

// noteOthers notes the events on which no step has to end.
func (e *eventFinder[T]) noteOthers() {
	for _, c := range e.found {
		if e.takes(c.lane) && !control.Lands(&e.System.Events[c.event]) && !(e.lands(c.lane) && e.now[c.event][c.lane].act != 0) {
			e.note(c.lane, c.event, c.b)
		}
	}
}

func (e *eventFinder[T]) lands(l int) bool { return e.rows[e.controlOf(l)].Landing.Happens() }

// landings counts the events that end or change the row and on which the step of a lane ends.
func (e *eventFinder[T]) landings(l int) (n int) {
	for i := range e.now {
		if e.now[i][l].act != 0 && control.Lands(&e.System.Events[i]) {
			n++
		}
	}
	return n
}

// note adds an occurrence at θ of the step of a lane.
func (e *eventFinder[T]) note(l, event int, θ float64) {
	control := &e.rows[e.controlOf(l)]
	row := e.rows[l].Row
	list := reuse.Extended(e.call.Out.Events[row])
	e.call.Out.Events[row] = list
	o := &list[len(list)-1]
	o.Event, o.T, o.Y = event, timeAt(control, θ), reuse.Resized(o.Y, len(e.System.Blocks))
	for b, block := range e.System.Blocks {
		if block.Quadrature {
			o.Y[b] = nil
			continue
		}
		o.Y[b] = o.Y[b][:0]
		for c := range block.Width {
			o.Y[b] = append(o.Y[b], T(e.StateAt(b, c, l, θ)))
		}
	}
}

// land finishes a step that was made to end on events: first the events that are not terminal, in the order of
// System.Events, then the terminal one.
func (e *eventFinder[T]) land(l int, jumps *jumper[T]) {
	lane := &e.rows[l]
	for _, terminal := range []bool{false, true} {
		for i := range e.now {
			event := &e.System.Events[i]
			if e.now[i][l].act == 0 || event.Terminal != terminal {
				continue
			}
			e.note(l, i, 1)
			e.happened(i, l)
			switch {
			case terminal:
				lane.Finished, lane.Status = true, ode.Stopped
			case event.Jump != nil:
				jumps.add(control.AtState(i), l)
			}
		}
	}
}

// happened records that a step has ended on an event.
func (e *eventFinder[T]) happened(event, l int) {
	state := &e.now[event][l]
	state.waits, state.crossed = true, state.act
	last := len(samples) - 1
	state.landed, state.slope = e.g[last][event][l], e.dg[last][event][l]/e.rows[e.controlOf(l)].Tried
	state.miss = max(state.miss, math.Abs(state.landed))
}

// restart resets the values from before a jump, and the events on which the step was to end.
func (e *eventFinder[T]) restart(l int) {
	for i := range e.now {
		e.now[i][l].fresh, e.now[i][l].act = true, 0
	}
}

// end handles rows that have reached the end of the interval.
func (e *eventFinder[T]) end(lane *control.Row) {
	if lane.Status != ode.Done {
		return
	}
	for i := range e.System.Events {
		if ev := &e.System.Events[i]; ev.Terminal && !ev.Optional {
			lane.Status = ode.NoEvent
			return
		}
	}
}
