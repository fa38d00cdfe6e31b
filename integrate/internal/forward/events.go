package forward

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/batch"
	"github.com/gorgoflow/gorgoflow/integrate/internal/compiled"
)

// samples are where in a step the functions of events are looked at. The second is near
// the beginning, so that what follows a jump is seen.
var samples = [...]float64{0, 1. / 64, 0.25, 0.5, 0.75, 1}

// eye is what is known of an event in a lane.
type eye struct {
	fresh   bool    // the value at the beginning of the step is not known
	value   float64 // the last value that was not zero; 0: there is none
	largest float64 // magnitude so far
	act     float64 // the step tried is to end here: +1 where g rises, −1 where it falls, else 0

	// After the event has ended a step: it does not happen again before it has left its surface.
	waits  bool
	miss   float64 // the magnitude of g that rounding and the step's error explain
	way    float64 // that of act
	turned bool    // the jump has turned g back, or stopped it
}

// eventFinder watches for the events of the rows in a runner's lanes.
type eventFinder[T graph.Float] struct {
	w      *observer[T]
	field  compiled.RHS[T]           // k holds the values of the functions, one column each
	along  [][]T                     // dy/dt by block
	slope  [][]T                     // dg/dt by event; nil where it is 0
	sloped bool                      // slopes are known
	now    [][]eye                   // by event and lane, before the step tried
	next   [][]eye                   // after it, if it is taken
	g, dg  [len(samples)][][]float64 // by sample, event and lane; dg by part of the step
	coarse []float64                 // by control: how many times the step tried is too long to follow the events
	missed []bool                    // by control: a jump has been passed over
	found  []bracket
	queue  []bracket
	dips   []dip
}

func newEventFinder[T graph.Float](w *observer[T], c *compiled.EventCode[T]) *eventFinder[T] {
	p, lanes := c.Program.Clone(), w.r.Plan.Lanes
	e := &eventFinder[T]{w: w, along: compiled.AllInputs(p, c.Along), slope: compiled.AllOutputs(p, c.Slope), sloped: c.Sloped,
		coarse: make([]float64, lanes), missed: make([]bool, lanes),
		field: compiled.RHS[T]{Program: p, Stride: p.Stride(), T: compiled.Input(p, c.T), Y: compiled.AllInputs(p, c.Y), Extras: compiled.AllInputs(p, c.Extras), K: compiled.AllOutputs(p, c.Value)}}
	for range c.Value {
		e.now, e.next = append(e.now, make([]eye, lanes)), append(e.next, make([]eye, lanes))
		for s := range samples {
			e.g[s], e.dg[s] = append(e.g[s], make([]float64, lanes)), append(e.dg[s], make([]float64, lanes))
		}
	}
	return e
}

// begin gets lane l ready for a new row.
func (e *eventFinder[T]) begin(l int) {
	for i := range e.now {
		e.now[i][l] = eye{fresh: true}
	}
}

func (e *eventFinder[T]) move(from, to int) {
	for i := range e.now {
		e.now[i][to] = e.now[i][from]
	}
}

// look finds the events in the accepted steps. Where one must be landed on, or the step is too
// long to follow the functions, the lane goes back to repeat it; the others are noted.
func (e *eventFinder[T]) look() error {
	if len(e.w.r.accepted) == 0 {
		return nil
	}
	e.queue, e.found, e.dips = e.queue[:0], e.found[:0], e.dips[:0]
	for s := range samples {
		if err := e.sample(s); err != nil {
			return err
		}
	}
	for c := range e.w.r.Plan.Controls(e.w.r.n) {
		e.coarse[c], e.missed[c] = 0, false
	}
	for i := range e.now {
		for _, l := range e.w.r.accepted {
			e.scan(i, l)
			e.follow(i, l)
		}
	}
	if err := e.dive(); err != nil {
		return err
	}
	if err := e.locate(); err != nil {
		return err
	}
	e.settle()
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
	control := &r.lanes[r.controlOf(l)]
	if l < len(e.field.T) {
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
	for b, x := range e.along {
		for c := 0; x != nil && c < r.System.Blocks[b].Width; c++ {
			x[c*e.field.Stride+l] = T(r.Step.Slope(b, c, l, θ, control.Tried))
		}
	}
}

// sample looks at one place of each accepted step.
func (e *eventFinder[T]) sample(s int) error {
	r := e.w.r
	for _, l := range r.accepted {
		if err := e.w.prepare(l); err != nil {
			return err
		}
		e.put(l, samples[s])
	}
	if err := e.run(); err != nil {
		return err
	}
	for i := range e.now {
		for _, l := range r.accepted {
			e.g[s][i][l], e.dg[s][i][l] = e.at(i, l), 0
			if e.sloped && e.slope[i] != nil {
				e.dg[s][i][l] = float64(e.slope[i][l]) * r.lanes[r.controlOf(l)].Tried
			}
		}
	}
	return nil
}
