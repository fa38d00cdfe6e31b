package integrate

import (
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
			y[c*e.field.stride+l] = T(r.stateAt(b, c, l, θ))
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
