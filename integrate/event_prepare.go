// Compiling ahead what solves and gradients of systems with events need.

package integrate

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
)

// Prepare compiles what Solve needs, or what gradients need, so that the first call does not have to. For a system with
// events that end or change rows, that is what GradientAtEvent and GradientOfTrajectory need; for other systems, what
// Gradient needs. Small and large batches have programs of other numbers of lanes, which their first call compiles. It ends
// soon after ctx has, with the error of ctx; a later call begins anew.
func (s *Solver[T]) Prepare(ctx context.Context, gradients bool) (err error) {
	defer graph.Recover("integrate: Prepare", &err)
	if err := s.ready(ctx); err != nil {
		return err
	}
	switch {
	case gradients:
		return s.prepareGradients(ctx)
	case len(s.system.Events) == 0:
		return nil
	}
	_, err = s.observed(ctx)
	return err
}

// plain returns a solver of the same system without its events.
func (s *Solver[T]) plain(ctx context.Context) (*Solver[T], error) {
	if len(s.system.Events) == 0 {
		return s, nil
	}
	return s.derived.withoutEvents.get(ctx, "integrate: NewSolver", func() (*Solver[T], error) {
		system := *s.system
		system.Events = nil
		return newSolver[T](ctx, &system, &s.settings, nil)
	})
}

func (s *Solver[T]) prepareGradients(ctx context.Context) error {
	if control.AnyLands(s.system) {
		return s.prepareSegments(ctx)
	}
	plain, err := s.plain(ctx)
	if err != nil {
		return err
	}
	_, err = plain.pullback(ctx, false)
	return err
}

// prepareSegments compiles what gradients of systems with events need.
func (s *Solver[T]) prepareSegments(ctx context.Context) error {
	if err := s.checkEvents(); err != nil {
		return err
	}
	relative, err := s.relative(ctx)
	if err != nil {
		return err
	}
	if _, err := relative.pullback(ctx, false); err != nil {
		return err
	}
	for i := range s.system.Events {
		if !control.Lands(&s.system.Events[i]) {
			continue
		}
		if _, err := s.eventPullback(ctx, control.AtState(i)); err != nil {
			return err
		}
	}
	for _, event := range control.JumpEvents(len(s.system.Events)) {
		if _, err := s.jumpPullback(ctx, event); err != nil {
			return err
		}
	}
	return nil
}
