package forward

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/compiled"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// observer looks at each step of a runner after the error control has accepted it and
// before the state moves on.
type observer[T graph.Float] struct {
	r       *Runner[T]
	extra   int
	events  *eventFinder[T]
	jumps   []*jumper[T]
	field   *compiled.RHS[T] // f after a jump; nil unless k₁ is carried over
	before  []control.Row    // the lanes before the step was judged
	jumped  [][]int          // by jump: the lanes that end on one
	arrived []*control.Tstop // by lane: the knot its step has reached
	used    []bool           // by lane: the inside of the step tried is wanted
	inside  bool             // the inside of the step tried has been computed
	passed  []int            // lanes whose passages have been noted
}

func NewObserver[T graph.Float](r *Runner[T], c *Observed[T], f *compiled.RHSCode[T]) *observer[T] {
	lanes := r.Plan.Lanes
	w := &observer[T]{r: r, extra: c.extra, before: make([]control.Row, lanes), jumped: make([][]int, len(c.Jumps)),
		arrived: make([]*control.Tstop, lanes), used: make([]bool, lanes)}
	if c.events != nil {
		w.events = newEventFinder(w, c.events)
	}
	for _, code := range c.Jumps {
		w.jumps = append(w.jumps, NewJumper(code))
	}
	if r.Plan.Tableau.FSAL() {
		w.field = f.NewRHS()
	}
	return w
}

// begin gets lane l ready for the row just loaded.
func (w *observer[T]) begin(l int) {
	if w.events != nil {
		w.events.begin(l)
	}
	p := w.r.call.Problem
	if len(p.SaveAt) > 0 && p.SaveAt[0] == p.T0 {
		w.r.lanes[l].NextOutput = p.EqualTimes(0)
		for i := range w.r.lanes[l].NextOutput {
			w.output(l, i, 0)
		}
	}
	if d := w.r.call.Out.Dense; d != nil {
		d.Begin(w.r.lanes[l].Row)
	}
}

func (w *observer[T]) move(from, to int) {
	if w.events != nil {
		w.events.move(from, to)
	}
}

// advance is the second half of runner.advance.
func (w *observer[T]) advance(controls int) error {
	r := w.r
	w.inside = false
	clear(w.used[:r.n])
	clear(w.arrived[:r.n])
	copy(w.before, r.lanes[:r.n])
	r.decide(controls)
	w.forgetRejected(controls)
	if w.events != nil {
		if err := w.events.look(); err != nil {
			return err
		}
	}
	if err := w.record(); err != nil {
		return err
	}
	w.arrive(controls)
	if err := r.take(); err != nil {
		return err
	}
	err := w.jump()
	w.goOn()
	return err
}

// forgetRejected forgets the events on which steps were to end that have been rejected.
func (w *observer[T]) forgetRejected(controls int) {
	for l := range controls {
		if lane := &w.r.lanes[l]; lane.Stats.Accepted == w.before[l].Stats.Accepted {
			lane.Landing = 0
		}
	}
}

// arrive moves the controls that have taken their step on to the next knot.
func (w *observer[T]) arrive(controls int) {
	r := w.r
	for l := range r.n {
		lane := &r.lanes[l]
		if l >= controls || lane.Stats.Accepted == w.before[l].Stats.Accepted {
			continue
		}
		if lane.Landing != 0 {
			w.events.land(l)
		}
		if lane.Status == ode.Done {
			w.arrived[l] = r.Plan.Reach(lane, &r.call.Span)
		}
		w.pass(l)
		lane.Landing = 0
		if lane.Finished && w.events != nil {
			w.events.end(lane)
		}
	}
}
