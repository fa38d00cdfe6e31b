// A solver with the system that it solves, and the rows that it could not solve.

package likelihood

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
)

// solver is an augmented system with what solves it, compiled when it is first needed.
type solver[T graph.Float] struct {
	*flowSystem
	settings *integrate.Settings
	compiled *integrate.Solver[T]

	// Results of the last call, whose arrays the next one reuses.
	solution *ode.Solution[T]
	gradient *integrate.Gradient[T]
}

func (s *solver[T]) get() (*integrate.Solver[T], error) {
	var err error
	if s.compiled == nil {
		s.compiled, err = integrate.NewSolver[T](s.system(), s.settings)
	}
	return s.compiled, err
}

// requestedProbes is the width that given probes must have, 0 where none are used.
func (s *solver[T]) requestedProbes() int {
	if !s.needsProbes() {
		return 0
	}
	return s.probeWidth()
}

// solve tells failures of rows, which leave the others valid, from those of the whole solve. The solution is valid until
// the next one.
func (s *solver[T]) solve(ctx context.Context, p *ode.Problem[T]) (*ode.Solution[T], *RowsError, error) {
	solver, err := s.get()
	if err != nil {
		return nil, nil, err
	}
	solution, err := solver.SolveInto(ctx, p, s.solution)
	if solution == nil {
		return nil, nil, err
	}
	s.solution = solution
	if err == nil {
		return solution, nil, nil
	}
	if failed := failedRows(solution, err); failed != nil {
		return solution, failed, nil
	}
	return nil, nil, err
}

// failedRows is the error of rows that could not be solved; nil where err is of another kind.
func failedRows[T float32 | float64](solution *ode.Solution[T], err error) *RowsError {
	var step *ode.StepError
	if !errors.As(err, &step) {
		return nil
	}
	failed := &RowsError{Total: len(solution.Status)}
	for row, status := range solution.Status {
		if status != ode.Done {
			failed.Rows = append(failed.Rows, row)
			failed.Reasons = append(failed.Reasons, status.Err())
		}
	}
	if len(failed.Rows) == 0 { // on the way back
		return nil
	}
	return failed
}
