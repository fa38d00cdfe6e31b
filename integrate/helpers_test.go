// Solvers and solutions for the tests.

package integrate_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// mustSolver returns a Solver whose step is compiled.
func mustSolver[T graph.Float](t testing.TB, sys *ode.System, settings *integrate.Settings) *integrate.Solver[T] {
	t.Helper()
	s, err := integrate.NewSolver[T](sys, settings)
	if err != nil {
		t.Fatalf("%+v", err)
	}
	if err := s.Ready(t.Context()); err != nil {
		t.Fatalf("%+v", err)
	}
	return s
}

func mustSolve[T graph.Float](t testing.TB, s *integrate.Solver[T], p *ode.Problem[T]) *ode.Solution[T] {
	t.Helper()
	out, err := s.Solve(t.Context(), p)
	if err != nil {
		t.Fatalf("%+v", err)
	}
	return out
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%+v", err)
	}
}

// unitCotangents is a loss of outputs whose derivative by each number of the first block is 1.
func unitCotangents(y *integrate.Trajectory[float64]) (float64, error) {
	for i := range y.SavedBar[0] {
		y.SavedBar[0][i] = 1
	}
	return 0, nil
}
