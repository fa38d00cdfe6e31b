package integrate

import (
	"cmp"
	"slices"
)

// settle sends lanes back that must end on an event and notes the other events.
func (e *eventer[T]) settle() {
	r := e.w.r
	slices.SortStableFunc(e.found, func(x, y crossing) int { return cmp.Compare(x.b, y.b) })
	for _, c := range e.found {
		event := &r.system.Events[c.event]
		switch lane := &r.lanes[c.lane]; {
		case !event.lands():
			continue
		case lane.stats.Accepted == e.w.before[c.lane].stats.Accepted || lane.landing != 0 && c.b == 1:
			continue // sent back already
		case c.b == 1:
			lane.landing = c.event + 1
		default:
			e.sendBack(c)
		}
	}
	r.accepted = slices.DeleteFunc(r.accepted, func(l int) bool {
		c := r.controlOf(l)
		return r.lanes[c].stats.Accepted == e.w.before[c].stats.Accepted
	})
	for _, c := range e.found {
		if !r.system.Events[c.event].lands() && slices.Contains(r.accepted, c.lane) {
			e.note(c.lane, c.event, c.b)
		}
	}
}

// sendBack makes a lane repeat its step so that it ends on the crossing.
func (e *eventer[T]) sendBack(c crossing) {
	r := e.w.r
	lane := &r.lanes[c.lane]
	evaluations := lane.stats.Evaluations
	*lane = e.w.before[c.lane]
	lane.stats.Evaluations = evaluations
	lane.stats.Rejected++
	lane.landing = c.event + 1
	lane.h = c.b * lane.tried
	for i := range e.value {
		e.value[i][c.lane] = e.first[i][c.lane]
	}
	r.plan.limit(lane)
}

// note adds an occurrence at θ of the way through the step of a lane.
func (e *eventer[T]) note(l, event int, θ float64) {
	r := e.w.r
	control := &r.lanes[r.controlOf(l)]
	t := control.from + θ*control.tried
	if θ == 1 {
		t = control.next
	}
	row := r.lanes[l].row
	list := extended(r.job.out.Events[row])
	r.job.out.Events[row] = list
	o := &list[len(list)-1]
	o.Event, o.T, o.Y = event, t, resized(o.Y, len(r.system.Blocks))
	for b, block := range r.system.Blocks {
		if block.Quadrature {
			o.Y[b] = nil
			continue
		}
		o.Y[b] = o.Y[b][:0]
		for c := range block.Width {
			o.Y[b] = append(o.Y[b], T(r.stateAt(b, c, l, θ)))
		}
	}
}

// land finishes a step that was made to end on an event.
func (e *eventer[T]) land(l int) {
	r := e.w.r
	lane := &r.lanes[l]
	event := lane.landing - 1
	e.note(l, event, 1)
	if r.system.Events[event].Terminal {
		lane.finished, lane.status = true, Stopped
	}
	if r.system.Events[event].Jump != nil && !lane.finished {
		e.w.jumped[event+1] = append(e.w.jumped[event+1], l)
	}
}

// restart forgets the values from before jump i. The event that caused it has none.
func (e *eventer[T]) restart(l, i int) { e.fresh[l], e.jumped[l] = true, i }

// end is told of rows that have come to the end of the interval.
func (e *eventer[T]) end(lane *lane) {
	if lane.status != Done {
		return
	}
	for i := range e.w.r.system.Events {
		if ev := &e.w.r.system.Events[i]; ev.Terminal && !ev.Optional {
			lane.status = NoEvent
			return
		}
	}
}
