// What solves and gradients of systems with events need, compiled ahead.

package integrate

import "github.com/gorgoflow/gorgoflow/integrate/internal/control"

// Prepare compiles what Solve needs of a system with events, or what gradients need, so that the first
// call does not have to: of a system with events that end rows or change them what GradientAtEvent and
// GradientOfTrajectory need, of others what Gradient needs.
func (s *Solver[T]) Prepare(gradients bool) error {
	if err := s.made(); err != nil {
		return err
	}
	switch {
	case gradients:
		return s.prepareGradients()
	case len(s.system.Events) == 0:
		return nil
	}
	_, err := s.observed()
	return err
}

// plain returns a solver that does not look at events.
func (s *Solver[T]) plain() (*Solver[T], error) {
	if len(s.system.Events) == 0 {
		return s, nil
	}
	return s.derived.withoutEvents.get("integrate: NewSolver", func() (*Solver[T], error) {
		system := *s.system
		system.Events = nil
		return NewSolver[T](&system, &s.settings)
	})
}

func (s *Solver[T]) prepareGradients() error {
	if control.AnyLands(s.system) {
		return s.prepareSegments()
	}
	plain, err := s.plain()
	if err != nil {
		return err
	}
	_, err = plain.pullback()
	return err
}

// prepareSegments compiles what gradients through events need.
func (s *Solver[T]) prepareSegments() error {
	if err := s.checkEvents(); err != nil {
		return err
	}
	relative, err := s.relative()
	if err != nil {
		return err
	}
	if _, err := relative.pullback(); err != nil {
		return err
	}
	for i := range s.system.Events {
		if !control.Lands(&s.system.Events[i]) {
			continue
		}
		if _, err := s.eventPullback(control.AtState(i)); err != nil {
			return err
		}
	}
	for _, event := range control.JumpEvents(len(s.system.Events)) {
		if _, err := s.jumpPullback(event); err != nil {
			return err
		}
	}
	return nil
}
