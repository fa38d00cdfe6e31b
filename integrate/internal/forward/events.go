package forward

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/batch"
	"github.com/gorgoflow/gorgoflow/integrate/internal/compiled"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// samples are where in a step the functions of events are looked at. The first is near
// the beginning, so that what follows a jump is seen.
var samples = [...]float64{1. / 64, 0.25, 0.5, 0.75, 1}

// eventFinder watches for the events of the rows in a runner's lanes.
type eventFinder[T graph.Float] struct {
	w      *observer[T]
	field  compiled.RHS[T] // k holds the values of the functions, one column each
	value  [][]float64     // by event and lane: the last value that was not zero, on the way
	place  [][]float64     // by event and lane: where in the step that was
	first  [][]float64     // by event and lane: the value at the beginning of the step
	fresh  []bool          // by lane: the values at the beginning are not known
	jumped []int           // by lane: 1 + the event whose jump has just been made, or 0
	found  []bracket
	queue  []bracket
}

func newEventFinder[T graph.Float](w *observer[T], c *compiled.EventCode[T]) *eventFinder[T] {
	p := c.Program.Clone()
	e := &eventFinder[T]{w: w, fresh: make([]bool, w.r.Plan.Lanes), jumped: make([]int, w.r.Plan.Lanes),
		field: compiled.RHS[T]{Program: p, Stride: p.Stride(), T: compiled.Input(p, c.T), Y: compiled.AllInputs(p, c.Y), Extras: compiled.AllInputs(p, c.Extras), K: compiled.AllOutputs(p, c.Value)}}
	for range c.Value {
		e.value = append(e.value, make([]float64, w.r.Plan.Lanes))
		e.place = append(e.place, make([]float64, w.r.Plan.Lanes))
		e.first = append(e.first, make([]float64, w.r.Plan.Lanes))
	}
	return e
}

func (e *eventFinder[T]) move(from, to int) {
	e.fresh[to], e.jumped[to] = e.fresh[from], e.jumped[from]
	for i := range e.value {
		e.value[i][to] = e.value[i][from]
	}
}

// look finds the events in the accepted steps. Where one must be landed on the lane goes
// back to repeat its step; the others are noted.
func (e *eventFinder[T]) look() error {
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
func (e *eventFinder[T]) begin() error {
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

func (e *eventFinder[T]) beginFresh() error {
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
func (e *eventFinder[T]) run() error {
	r := e.w.r
	batch.CopyLanes(e.field.Extras, r.Step.Extras, r.System.Args, e.field.Stride, r.Step.Stride, r.n)
	return e.field.Program.Run(r.n)
}

func (e *eventFinder[T]) at(event, l int) float64 { return float64(e.field.K[event][l]) }

// put lets the functions see lane l at θ of the way through its step.
func (e *eventFinder[T]) put(l int, θ float64) {
	r := e.w.r
	if l < len(e.field.T) {
		control := &r.lanes[r.controlOf(l)]
		t := control.From + θ*control.Tried
		if θ == 1 {
			t = control.Next
		}
		e.field.T[l] = T(t)
	}
	for b, y := range e.field.Y {
		for c := 0; y != nil && c < r.System.Blocks[b].Width; c++ {
			y[c*e.field.Stride+l] = T(r.StateAt(b, c, l, θ))
		}
	}
}

// sample looks at one place of each accepted step.
func (e *eventFinder[T]) sample(θ float64) error {
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
func (e *eventFinder[T]) compare(event, l int, θ, g float64) {
	old, from := e.value[event][l], e.place[event][l]
	if g == 0 && θ < 1 || e.w.r.lanes[l].Landing == event+1 && θ == 1 {
		return
	}
	if old < 0 && g >= 0 || old > 0 && g <= 0 {
		rising := old < 0
		if d := e.w.r.System.Events[event].Direction; d == ode.Either || rising == (d == ode.Rising) {
			e.queue = append(e.queue, newBracket(l, event, from, θ, old, g, e.w.r.Plan.Epsilon))
		}
	}
	e.value[event][l], e.place[event][l] = g, θ
}
