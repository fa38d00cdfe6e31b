// The event finder: the functions of events, evaluated at points of a step.

package forward

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/compiled"
)

// samples are the points of a step at which the functions of events are evaluated. The second is near the beginning, so
// that a crossing soon after a jump is found.
var samples = [...]float64{0, 1. / 64, 0.25, 0.5, 0.75, 1}

// eventState is the state of one event in one lane.
type eventState struct {
	fresh   bool    // the value at the beginning of the step has not been computed
	value   float64 // the last value that was not zero; 0 if there is none
	largest float64 // the largest magnitude so far
	act     float64 // the step tried is to end on the event: +1 if g rises there, −1 if it falls, else 0

	// The event has ended a step: it cannot happen once more before g has left its zero.
	waits   bool
	miss    float64 // the magnitude of g that rounding and the step's error explain
	crossed float64 // the direction of the crossing, as in act
	turned  bool    // the jump has turned g back, or stopped it
	landed  float64 // g at the end of the step, before a jump
	slope   float64 // dg/dt there
}

// misfit is what is wrong with a step for the events of its lanes.
type misfit struct {
	coarse  float64 // the cube of the factor by which it is too long to follow their functions
	missed  bool    // it went past a jump
	unknown bool    // a function is NaN somewhere in it
}

// eventFinder finds the state events in the accepted steps of a pack.
type eventFinder[T graph.Float] struct {
	*Pack[T]
	inside  *interior[T]
	program *compiled.Events[T]
	now     [][]eventState            // by event and lane, before the step tried
	next    [][]eventState            // by event and lane, after the step tried, if it is accepted
	g, dg   [len(samples)][][]float64 // by sample, event and lane; dg times the size of the step
	misfits []misfit                  // by control
	column  insideColumn
	found   []bracket
	queue   []bracket
	dips    []dip
}

func newEventFinder[T graph.Float](inside *interior[T], program *compiled.Events[T]) *eventFinder[T] {
	lanes := inside.Scheme.Lanes
	e := &eventFinder[T]{Pack: inside.Pack, inside: inside, program: program.Clone(), misfits: make([]misfit, lanes),
		column: insideColumn{make([]float64, lanes), make([]float64, lanes)}}
	for range e.System.Events {
		e.now, e.next = append(e.now, make([]eventState, lanes)), append(e.next, make([]eventState, lanes))
		for s := range samples {
			e.g[s], e.dg[s] = append(e.g[s], make([]float64, lanes)), append(e.dg[s], make([]float64, lanes))
		}
	}
	return e
}

// begin resets lane l for a new row.
func (e *eventFinder[T]) begin(l int) {
	for i := range e.now {
		e.now[i][l] = eventState{fresh: true}
	}
}

func (e *eventFinder[T]) move(from, to int) {
	for i := range e.now {
		e.now[i][to] = e.now[i][from]
	}
}

// look finds the events in the accepted steps. A lane repeats its step if it must end on an event, or if the step is
// too long to follow the functions. Other events are noted.
func (e *eventFinder[T]) look() error {
	if len(e.accepted) == 0 {
		return nil
	}
	e.queue, e.found, e.dips = e.queue[:0], e.found[:0], e.dips[:0]
	for _, l := range e.accepted {
		if err := e.inside.prepare(l); err != nil {
			return err
		}
	}
	for s := range samples {
		if err := e.sample(s); err != nil {
			return err
		}
		if s == 0 {
			clear(e.misfits) // this is the end of the last step, or the start of a row or of what follows a jump
		}
	}
	for i := range e.now {
		for _, l := range e.accepted {
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
	e.program.Args.Copy(e.Step.Args.Pack, e.n)
	return e.program.Program.Run(e.n)
}

// at is the value of an event's function that run has computed. A NaN has no sign, so that a change of sign beside it
// could be missed. Only the very start of a row or of what follows a jump may be one.
func (e *eventFinder[T]) at(event, l int) float64 {
	g := float64(e.program.Value.Block(event).At(l, 0))
	e.misfits[e.controlOf(l)].unknown = e.misfits[e.controlOf(l)].unknown || g != g
	return g
}

// sample evaluates the functions at one sample of each accepted step.
func (e *eventFinder[T]) sample(s int) error {
	e.putAll(samples[s])
	if err := e.run(); err != nil {
		return err
	}
	for i := range e.now {
		for _, l := range e.accepted {
			e.g[s][i][l], e.dg[s][i][l] = e.at(i, l), e.slope(i, l)
		}
	}
	return nil
}

// slope is dg/dt of an event's function times the step size of lane l; 0 where there is no derivative.
func (e *eventFinder[T]) slope(event, l int) float64 {
	if !e.program.Sloped || !e.program.Slope.Block(event).Exists() {
		return 0
	}
	return float64(e.program.Slope.Block(event).At(l, 0)) * e.rows[e.controlOf(l)].Tried
}
