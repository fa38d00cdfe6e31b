package integrate

import (
	"cmp"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
)

// samples are where in a step the functions of events are looked at. The first is near
// the beginning, so that what follows a jump is seen.
var samples = [...]float64{1. / 64, 0.25, 0.5, 0.75, 1}

// eventer watches for the events of the rows in a runner's lanes.
type eventer[T graph.Float] struct {
	w      *watcher[T]
	field  field[T]    // k holds the values of the functions, one column each
	value  [][]float64 // by event and lane: the last value that was not zero, on the way
	place  [][]float64 // by event and lane: where in the step that was
	first  [][]float64 // by event and lane: the value at the beginning of the step
	fresh  []bool      // by lane: the values at the beginning are not known
	jumped []int       // by lane: 1 + the event whose jump has just been made, or 0
	found  []crossing
	queue  []crossing
}

func newEventer[T graph.Float](w *watcher[T], c *eventCode[T]) *eventer[T] {
	p := c.program.Clone()
	e := &eventer[T]{w: w, fresh: make([]bool, w.r.plan.Lanes), jumped: make([]int, w.r.plan.Lanes),
		field: field[T]{program: p, stride: p.Stride(), t: input(p, c.t), y: allInputs(p, c.y), extras: allInputs(p, c.extras), k: allOutputs(p, c.value)}}
	for range c.value {
		e.value = append(e.value, make([]float64, w.r.plan.Lanes))
		e.place = append(e.place, make([]float64, w.r.plan.Lanes))
		e.first = append(e.first, make([]float64, w.r.plan.Lanes))
	}
	return e
}

func (e *eventer[T]) move(from, to int) {
	e.fresh[to], e.jumped[to] = e.fresh[from], e.jumped[from]
	for i := range e.value {
		e.value[i][to] = e.value[i][from]
	}
}

// look finds the events in the accepted steps. Where one must be landed on the lane goes
// back to repeat its step; the others are noted.
func (e *eventer[T]) look() error {
	r := e.w.r
	if len(r.accepted) == 0 {
		return nil
	}
	if err := e.begin(); err != nil {
		return err
	}
	e.queue, e.found = e.queue[:0], e.found[:0]
	for _, θ := range samples {
		if err := e.sample(θ); err != nil {
			return err
		}
	}
	if err := e.locate(); err != nil {
		return err
	}
	e.settle()
	return nil
}

// begin evaluates the functions at the beginning of the steps of lanes that are new.
func (e *eventer[T]) begin() error {
	r := e.w.r
	if err := e.beginFresh(); err != nil {
		return err
	}
	for i := range e.value {
		clear(e.place[i][:r.n])
		copy(e.first[i][:r.n], e.value[i])
	}
	return nil
}

func (e *eventer[T]) beginFresh() error {
	r := e.w.r
	if !slices.Contains(e.fresh[:r.n], true) {
		return nil
	}
	for l := range r.n {
		e.put(l, 0)
	}
	if err := e.run(); err != nil {
		return err
	}
	for l, fresh := range e.fresh[:r.n] {
		for i := range e.value {
			if fresh && e.jumped[l] == i+1 {
				e.value[i][l] = 0 // rounding would decide
			} else if fresh {
				e.value[i][l] = e.at(i, l)
			}
		}
		e.fresh[l], e.jumped[l] = false, 0
	}
	return nil
}

// run evaluates the functions for all lanes.
func (e *eventer[T]) run() error {
	r := e.w.r
	copyLanes(e.field.extras, r.step.extras, r.system.Extras, e.field.stride, r.step.stride, r.n)
	return e.field.program.Run(r.n)
}

func (e *eventer[T]) at(event, l int) float64 { return float64(e.field.k[event][l]) }

// put lets the functions see lane l at θ of the way through its step.
func (e *eventer[T]) put(l int, θ float64) {
	r := e.w.r
	if l < len(e.field.t) {
		control := &r.lanes[r.controlOf(l)]
		t := control.from + θ*control.tried
		if θ == 1 {
			t = control.next
		}
		e.field.t[l] = T(t)
	}
	for b, y := range e.field.y {
		for c := 0; y != nil && c < r.system.Blocks[b].Width; c++ {
			y[c*e.field.stride+l] = T(r.value(b, c, l, θ))
		}
	}
}

// sample looks at one place of each accepted step.
func (e *eventer[T]) sample(θ float64) error {
	r := e.w.r
	for _, l := range r.accepted {
		if err := e.w.prepare(l); err != nil {
			return err
		}
		e.put(l, θ)
	}
	if err := e.run(); err != nil {
		return err
	}
	for i := range e.value {
		for _, l := range r.accepted {
			e.compare(i, l, θ, e.at(i, l))
		}
	}
	return nil
}

// compare notes a change of sign since the last place that was looked at. The end of a
// step that was made to end on an event is no further one.
func (e *eventer[T]) compare(event, l int, θ, g float64) {
	old, from := e.value[event][l], e.place[event][l]
	if g == 0 && θ < 1 || e.w.r.lanes[l].landing == event+1 && θ == 1 {
		return
	}
	if old < 0 && g >= 0 || old > 0 && g <= 0 {
		rising := old < 0
		if d := e.w.r.system.Events[event].Direction; d == Either || rising == (d == Rising) {
			e.queue = append(e.queue, newCrossing(l, event, from, θ, old, g, e.w.r.plan.epsilon))
		}
	}
	e.value[event][l], e.place[event][l] = g, θ
}

// locate finds where in the queued crossings the functions vanish: those of all lanes at
// once, one a lane at a time.
func (e *eventer[T]) locate() error {
	for rest := e.queue; len(rest) > 0; {
		batch := oneALane(rest)
		rest = rest[len(batch):]
		for !allLocated(batch) {
			if err := e.narrow(batch); err != nil {
				return err
			}
		}
		e.found = append(e.found, batch...)
	}
	return nil
}

// oneALane takes one crossing of each lane to the front of a queue.
func oneALane(queue []crossing) []crossing {
	n := 0
	for i := range queue {
		if !slices.ContainsFunc(queue[:n], func(c crossing) bool { return c.lane == queue[i].lane }) {
			queue[n], queue[i] = queue[i], queue[n]
			n++
		}
	}
	return queue[:n]
}

func allLocated(batch []crossing) bool {
	return !slices.ContainsFunc(batch, func(c crossing) bool { return !c.done })
}

// narrow evaluates each crossing of a batch once more.
func (e *eventer[T]) narrow(batch []crossing) error {
	for i := range batch {
		batch[i].done = batch[i].done || batch[i].located()
		if !batch[i].done {
			e.put(batch[i].lane, batch[i].guess())
		}
	}
	if err := e.run(); err != nil {
		return err
	}
	for i := range batch {
		if !batch[i].done {
			batch[i].update(batch[i].guess(), e.at(batch[i].event, batch[i].lane))
		}
	}
	return nil
}

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
			o.Y[b] = append(o.Y[b], T(r.value(b, c, l, θ)))
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
