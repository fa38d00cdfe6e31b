// What tests look at inside a Solver.

package integrate

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/internal/forward"
	"github.com/gorgoflow/gorgoflow/integrate/internal/tape"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

const (
	Direct   = direct
	FewLanes = fewLanes
)

// Powers returns the powers that a controller takes of the errors of a method with that exponent.
func (c *Controller) Powers(exponent int) *control.Powers { return c.with(exponent) }

// RowsPerBlock is the number of rows in a row block of a batch.
func (s *Settings) RowsPerBlock(rows int) (int, error) {
	_, scheme, err := s.resolved(control.Spacing[float64](), 0)
	if err != nil {
		return 0, err
	}
	return rowsPerBlock(scheme, rows), nil
}

// ForGradient is the Solver that finds the gradient of a problem: s, or a Solver with other lanes.
func (s *Solver[T]) ForGradient(ctx context.Context, p *ode.Problem[T]) (*Solver[T], error) {
	return s.forGradient(ctx, p)
}

// Part is the rows that one of n workers takes at once.
func (s *Settings) Part(rows, n int) (int, error) {
	_, scheme, err := s.resolved(control.Spacing[float64](), 0)
	if err != nil {
		return 0, err
	}
	return part(scheme, rows, n), nil
}

// Ready compiles the step and the right-hand side, as the first call of a Solver does.
func (s *Solver[T]) Ready(ctx context.Context) error { return s.ready(ctx) }

func (s *Solver[T]) Scheme() *control.Scheme { return s.scheme }

func (s *Solver[T]) WorkersFor(packs int) int { return s.workersFor(packs) }

// Sized is the Solver that solves a problem: s, or a Solver with fewer lanes.
func (s *Solver[T]) Sized(ctx context.Context, p *ode.Problem[T]) (*Solver[T], error) {
	return s.sized(ctx, p)
}

// StepProgram is the compiled step.
func (s *Solver[T]) StepProgram() *graph.Program[T] { return s.step.Program }

// Runner is the runner of the worker that takes part in the next call first.
func (s *Solver[T]) Runner() *forward.Runner[T] {
	w := s.worker()
	s.idle.workers.Put(w)
	return w.runner
}

// Tape is the tape of the only worker, or nil if the Solver has no worker or several.
func (s *Solver[T]) Tape() *tape.Tape[T] {
	none := func() *worker[T] { return nil }
	one, other := s.idle.workers.Get(none), s.idle.workers.Get(none)
	for _, w := range []*worker[T]{one, other} {
		if w != nil {
			s.idle.workers.Put(w)
		}
	}
	if one == nil || other != nil {
		return nil
	}
	return one.tape
}

// Employ makes n workers that wait for calls.
func (s *Solver[T]) Employ(n int) {
	var all []*worker[T]
	for range n {
		all = append(all, s.worker())
	}
	for _, w := range all {
		s.idle.workers.Put(w)
	}
}

// SolveRows returns a function in which one worker solves all rows of a problem, without the preparation of a call.
func (s *Solver[T]) SolveRows(ctx context.Context, p *ode.Problem[T]) (*forward.Runner[T], func() error, error) {
	c, err := s.newCall(ctx, p, nil, control.Segment{})
	if err != nil {
		return nil, nil, err
	}
	w := s.worker()
	return w.runner, func() error { return w.solveRows(ctx, c, 0, p.Rows) }, nil
}

// HasStep reports whether the step has been compiled for the lanes of the settings.
func (s *Solver[T]) HasStep() bool { return s.derived.step.made.Load() }
