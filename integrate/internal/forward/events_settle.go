package forward

import (
	"cmp"
	"slices"

	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// settle sends lanes back that must end on an event and notes the other events.
func (e *eventFinder[T]) settle() {
	r := e.w.r
	slices.SortStableFunc(e.found, func(x, y bracket) int { return cmp.Compare(x.b, y.b) })
	for _, c := range e.found {
		event := &r.System.Events[c.event]
		switch lane := &r.lanes[c.lane]; {
		case !event.Lands():
			continue
		case lane.Stats.Accepted == e.w.before[c.lane].Stats.Accepted || lane.Landing != 0 && c.b == 1:
			continue // sent back already
		case c.b == 1:
			lane.Landing = c.event + 1
		default:
			e.sendBack(c)
		}
	}
	r.accepted = slices.DeleteFunc(r.accepted, func(l int) bool {
		c := r.controlOf(l)
		return r.lanes[c].Stats.Accepted == e.w.before[c].Stats.Accepted
	})
	for _, c := range e.found {
		if !r.System.Events[c.event].Lands() && slices.Contains(r.accepted, c.lane) {
			e.note(c.lane, c.event, c.b)
		}
	}
}

// sendBack makes a lane repeat its step so that it ends on the crossing.
func (e *eventFinder[T]) sendBack(c bracket) {
	r := e.w.r
	lane := &r.lanes[c.lane]
	evaluations := lane.Stats.Evaluations
	*lane = e.w.before[c.lane]
	lane.Stats.Evaluations = evaluations
	lane.Stats.Rejected++
	lane.Landing = c.event + 1
	lane.H = c.b * lane.Tried
	for i := range e.value {
		e.value[i][c.lane] = e.first[i][c.lane]
	}
	r.Plan.Limit(lane)
}

// note adds an occurrence at θ of the way through the step of a lane.
func (e *eventFinder[T]) note(l, event int, θ float64) {
	r := e.w.r
	control := &r.lanes[r.controlOf(l)]
	t := control.From + θ*control.Tried
	if θ == 1 {
		t = control.Next
	}
	row := r.lanes[l].Row
	list := ode.Extended(r.call.Out.Events[row])
	r.call.Out.Events[row] = list
	o := &list[len(list)-1]
	o.Event, o.T, o.Y = event, t, ode.Resized(o.Y, len(r.System.Blocks))
	for b, block := range r.System.Blocks {
		if block.Quadrature {
			o.Y[b] = nil
			continue
		}
		o.Y[b] = o.Y[b][:0]
		for c := range block.Width {
			o.Y[b] = append(o.Y[b], T(r.StateAt(b, c, l, θ)))
		}
	}
}

// land finishes a step that was made to end on an event.
func (e *eventFinder[T]) land(l int) {
	r := e.w.r
	lane := &r.lanes[l]
	event := lane.Landing - 1
	e.note(l, event, 1)
	if r.System.Events[event].Terminal {
		lane.Finished, lane.Status = true, ode.Stopped
	}
	if r.System.Events[event].Jump != nil && !lane.Finished {
		e.w.jumped[event+1] = append(e.w.jumped[event+1], l)
	}
}

// restart forgets the values from before jump i. The event that caused it has none.
func (e *eventFinder[T]) restart(l, i int) { e.fresh[l], e.jumped[l] = true, i }

// end is told of rows that have come to the end of the interval.
func (e *eventFinder[T]) end(lane *control.Row) {
	if lane.Status != ode.Done {
		return
	}
	for i := range e.w.r.System.Events {
		if ev := &e.w.r.System.Events[i]; ev.Terminal && !ev.Optional {
			lane.Status = ode.NoEvent
			return
		}
	}
}
