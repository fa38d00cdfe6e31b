package integrate

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/internal/forward"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
)

// observe makes a job watched if its problem or the system asks for it.
func (s *Solver[T]) observe(j *call[T]) error {
	p := j.Problem
	asked := p.Dense || len(p.SaveAt)+len(p.TStops)+len(p.JumpTimes)+len(s.system.Events) > 0
	if !asked {
		return nil
	}
	if s.system.Reduce != nil {
		return errors.Wrap(ode.ErrSystem, "a system with batch-reduced quadratures has no output times, stops, jumps or events")
	}
	code, err := s.Observed()
	if err != nil {
		return err
	}
	j.Watched = true
	j.knots = control.Tstops(p, j.knots, false)
	j.Span.Tstops = j.knots
	j.Out.MakeRoom(p, s.system, len(code.Step.Dense))
	return nil
}

// checkEvents refuses events that a shared step cannot end on.
func (s *Solver[T]) checkEvents() error {
	for i, e := range s.system.Events {
		if e.Lands() && s.Plan.Shared {
			return settingsError("event %d (%q) ends rows or changes them; that needs PerRow control", i, e.Name)
		}
	}
	return nil
}

func (s *Solver[T]) Observed() (*forward.Observed[T], error) {
	s.seenOnce.Do(func() {
		defer graph.Recover("integrate: an event or a jump", &s.seenErr)
		if s.seenErr = s.checkEvents(); s.seenErr == nil {
			s.seen, s.seenErr = forward.CompileObserved[T](s.system, s.Plan)
		}
	})
	return s.seen, s.seenErr
}

// runnerOf is the runner for a job.
func (w *worker[T]) runnerOf(j *call[T]) *forward.Runner[T] {
	if !j.Watched {
		return w.runner
	}
	if w.watched == nil {
		s := w.solver
		w.watched = forward.NewObservedRunner(s.system, s.Plan, s.seen, s.field)
	}
	return w.watched
}
