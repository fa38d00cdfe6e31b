// Solvers and solutions for the tests.

package layer_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

func solverOf[T graph.Float](t testing.TB, sys *ode.System, settings *integrate.Settings) *integrate.Solver[T] {
	t.Helper()
	s, err := integrate.NewSolver[T](sys, settings)
	if err != nil {
		t.Fatalf("%+v", err)
	}
	return s
}

func solved[T graph.Float](t testing.TB, s *integrate.Solver[T], p *ode.Problem[T]) *ode.Solution[T] {
	t.Helper()
	out, err := s.Solve(t.Context(), p)
	if err != nil {
		t.Fatalf("%+v", err)
	}
	return out
}
