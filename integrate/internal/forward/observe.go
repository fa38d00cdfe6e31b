// The observer of steps.

package forward

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/compiled"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// observer observes the steps of a runner: it finds events, writes outputs and changes the state at jumps.
type observer[T graph.Float] struct {
	*Pack[T]
	inside  *interior[T]
	events  *eventFinder[T] // nil without events
	jumps   *jumper[T]
	reached []*control.Tstop // by lane: the tstop that its step has reached
	noted   []int            // lanes whose boundaries have been noted
	// Of a step that output times lie in:
	fractions []float64 // where they lie
	curve     []float64 // of a column: the beginning, then the padded levels of the interpolant
}

// NewObservedRunner returns a runner for one worker, with an observer of its steps.
func NewObservedRunner[T graph.Float](s *ode.System, p *control.Scheme, c *Observed[T], f *compiled.RHS[T]) *Runner[T] {
	r := NewRunner(s, p, c.Step, f)
	w := &observer[T]{Pack: r.Pack, inside: newInterior(r.Pack, c.extra), jumps: newJumper(r.Pack, c.jumps, f), reached: make([]*control.Tstop, p.Lanes)}
	if c.events != nil {
		w.events = newEventFinder(w.inside, c.events)
	}
	r.observer = w
	return r
}

// within makes programs of events and jumps that may take long stop when a context ends.
func (w *observer[T]) within(ctx context.Context) {
	if w.events != nil {
		w.events.program.Program.Within(ctx)
	}
	for i := range w.jumps.list {
		if z := w.jumps.list[i].program; z != nil {
			z.Program.Within(ctx)
		}
	}
	if f := w.jumps.starter.Field; f != nil {
		f.Program.Within(ctx)
	}
}

// forget removes what an earlier solve has left.
func (w *observer[T]) forget() {
	w.noted = w.noted[:0]
	w.jumps.forget()
}

// begin resets lane l for the row just loaded.
func (w *observer[T]) begin(l int) {
	if w.events != nil {
		w.events.begin(l)
	}
	times := control.OutputTimes(w.call.Problem, w.rows[l].Row)
	if len(times) > 0 && times[0] == w.call.Problem.T0 {
		w.rows[l].NextOutput = control.EqualTimes(times, 0)
		w.outputStart(l, w.rows[l].NextOutput)
	}
	if d := w.call.Out.Dense; d != nil {
		d.Recorded.Begin(w.rows[l].Row)
	}
}

func (w *observer[T]) move(from, to int) {
	if w.events != nil {
		w.events.move(from, to)
	}
}

// judged handles the accepted steps before the state moves on.
func (w *observer[T]) judged() error {
	w.inside.reset()
	w.forgetRejected()
	if w.events != nil {
		if err := w.events.look(); err != nil {
			return err
		}
	}
	if err := w.record(); err != nil {
		return err
	}
	w.endRows()
	w.reach()
	return nil
}

// taken changes the state of the lanes that have reached a jump.
func (w *observer[T]) taken() error {
	for l := range w.n {
		if k := w.reached[w.controlOf(l)]; k != nil && k.Jump {
			w.jumps.add(control.AtJumpTime, l)
		}
	}
	err := w.jumps.apply(w.events)
	w.goOn()
	return err
}

// forgetRejected resets the events on which rejected steps were to end.
func (w *observer[T]) forgetRejected() {
	for l := range w.controls() {
		if !w.takes(l) {
			w.rows[l].Landing = control.Event{}
		}
	}
}

// endRows ends the rows that have passed their last output time, if nothing else is asked for.
func (w *observer[T]) endRows() {
	if !w.call.ToLastOutput {
		return
	}
	controls := w.controls()
	for l := range controls {
		if w.takes(l) && w.written(l, w.n/controls) {
			w.rows[l].Finished, w.rows[l].Status = true, ode.Done
		}
	}
}

// written reports whether the rows of a control, count lanes from l on, have passed their last output times.
func (w *observer[T]) written(l, count int) bool {
	for i := range count {
		row := &w.rows[l+i]
		if row.NextOutput < len(control.OutputTimes(w.call.Problem, row.Row)) {
			return false
		}
	}
	return true
}

// reach moves the controls that have taken their step on to the next tstop.
func (w *observer[T]) reach() {
	clear(w.reached[:w.n])
	for l := range w.controls() {
		row := &w.rows[l]
		if !w.takes(l) {
			continue
		}
		if row.Landing.Happens() {
			w.events.land(l, w.jumps)
		}
		if row.Status == ode.Done {
			w.reached[l] = w.Scheme.Reach(row, &w.call.Span)
		}
		w.note(l)
		row.Landing = control.Event{}
		if row.Finished && w.events != nil {
			w.events.end(row)
		}
	}
}
