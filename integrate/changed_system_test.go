// A Solver keeps the system that it was made of, whatever its caller does with that system afterwards.

package integrate_test

import (
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	G "gorgonia.org/gorgonia"
)

// TestChangedSystemIsNotTheSolvers: a system that is changed between NewSolver and the first solve, as in a loop that makes a
// solver for each right-hand side, leaves the solver as it was made.
func TestChangedSystemIsNotTheSolvers(t *testing.T) {
	scaled := func(v float64) func(*graph.Builder, *G.Node, []*G.Node, []*G.Node) ([]*G.Node, error) {
		return func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			return []*G.Node{b.Scale(y[0], v)}, b.Err()
		}
	}
	sys := &ode.System{Blocks: []ode.Block{{Name: "y", Width: 1}}, Build: scaled(1)}
	solver, err := integrate.NewSolver[float64](sys, &integrate.Settings{Steps: 64})
	if err != nil {
		t.Fatal(err)
	}
	sys.Blocks[0].Width, sys.Build = 2, scaled(5)
	s, err := solver.Solve(t.Context(), &ode.Problem[float64]{T1: 1, Rows: 1, Y: [][]float64{{1}}})
	if err != nil {
		t.Fatal(err)
	}
	if d := s.Y[0][0] - math.E; !(math.Abs(d) <= 1e-6) {
		t.Errorf("y(1) = %v, want e", s.Y[0][0])
	}
}
