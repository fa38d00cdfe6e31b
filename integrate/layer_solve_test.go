package integrate

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
)

func solverOf[T graph.Float](t testing.TB, sys *System, settings *Settings) *Solver[T] {
	t.Helper()
	s, err := NewSolver[T](sys, settings)
	if err != nil {
		t.Fatalf("%+v", err)
	}
	return s
}

func solved[T graph.Float](t testing.TB, s *Solver[T], p *Problem[T]) *Solution[T] {
	t.Helper()
	out, err := s.Solve(t.Context(), p)
	if err != nil {
		t.Fatalf("%+v", err)
	}
	return out
}
