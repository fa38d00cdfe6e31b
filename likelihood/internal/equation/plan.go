// The plan of a solver's trace: its method and its cost.

package equation

import (
	"context"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/estimate"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
)

// Plan returns the plan of the trace, with the cost of a gradient if the field has one.
func (s *Solver[T]) Plan(ctx context.Context) (*trace.Plan, error) {
	if err := s.Compiling.Write(ctx); err != nil {
		return nil, err
	}
	defer s.Compiling.EndWrite()
	p, err := s.plan(ctx)
	if err != nil || dynamics.TwiceDifferentiable(s.Field) != nil {
		return p, err
	}
	s.Building.Lock()
	defer s.Building.Unlock()
	return p, estimate.AddGradient[T](ctx, p, s.Field, s.Trace, s.Settings.Shared, s.Gate.Series())
}

// plan is Plan without a gradient, for a caller that holds Compiling.
func (s *Solver[T]) plan(ctx context.Context) (*trace.Plan, error) {
	s.Building.Lock()
	defer s.Building.Unlock()
	return estimate.PlanOf[T](ctx, s.Field, s.Trace, s.Settings.Shared, s.Gate.Series())
}
