package integrate

import (
	"github.com/pkg/errors"

	"github.com/gorgoflow/gorgoflow/graph"
)

// watchCode is what solves need that look at each step: the step with its inside, the
// events, and the jumps (0 for System.Jump, then one for each event).
type watchCode[T graph.Float] struct {
	step   *stepCode[T]
	events *eventCode[T]
	jumps  []*jumpCode[T]
	extra  int // evaluations that the inside of a step takes
}

// watch makes a job watched if its problem or the system asks for it.
func (s *Solver[T]) watch(j *job[T]) error {
	p := j.problem
	asked := p.Dense || len(p.Times)+len(p.Stops)+len(p.Jumps)+len(s.system.Events) > 0
	if !asked {
		return nil
	}
	if s.system.Reduce != nil {
		return errors.Wrap(ErrSystem, "a system with batch-reduced quadratures has no output times, stops, jumps or events")
	}
	code, err := s.watchCode()
	if err != nil {
		return err
	}
	j.watched = true
	j.knots = knotsOf(p, j.knots, false)
	j.span.knots = j.knots
	j.out.expect(p, s.system, len(code.step.inside))
	return nil
}

// checkEvents refuses events that a shared step cannot end on.
func (s *Solver[T]) checkEvents() error {
	for i, e := range s.system.Events {
		if e.lands() && s.plan.shared {
			return settingsError("event %d (%q) ends rows or changes them; that needs PerRow control", i, e.Name)
		}
	}
	return nil
}

func (s *Solver[T]) watchCode() (*watchCode[T], error) {
	s.seenOnce.Do(func() {
		defer graph.Recover("integrate: an event or a jump", &s.seenErr)
		if s.seenErr = s.checkEvents(); s.seenErr == nil {
			s.seen, s.seenErr = compileWatch[T](s.system, s.plan)
		}
	})
	return s.seen, s.seenErr
}

func compileWatch[T graph.Float](s *System, p *plan) (*watchCode[T], error) {
	in := p.Tableau.interpolant()
	c := &watchCode[T]{extra: len(in.A)}
	var err error
	if c.step, err = compileStep[T](s, p, in); err != nil {
		return nil, err
	}
	if c.events, err = compileEvents[T](s, p); err != nil {
		return nil, err
	}
	for i := range len(s.Events) + 1 {
		jump := s.Jump
		if i > 0 {
			jump = s.Events[i-1].Jump
		}
		code, err := compileJump[T](s, p, jump)
		if err != nil {
			return nil, err
		}
		c.jumps = append(c.jumps, code)
	}
	return c, nil
}

// runnerOf is the runner for a job.
func (w *worker[T]) runnerOf(j *job[T]) *runner[T] {
	if !j.watched {
		return w.runner
	}
	if w.watched == nil {
		s := w.solver
		w.watched = newRunner(s.system, s.plan, s.seen.step, s.field)
		w.watched.watch = newWatcher(w.watched, s.seen, s.field)
	}
	return w.watched
}
