// A Solver keeps the system and the settings that it was made of, whatever its caller does with these afterwards.

package integrate_test

import (
	"math"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	G "gorgonia.org/gorgonia"
)

// TestChangedSystemIsNotTheSolvers: a system that is changed between NewSolver and the first solve, as in a loop that
// makes a solver for each right-hand side, leaves the solver as it was made.
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

// TestChangedSettingsAreNotTheSolvers: a Tableau or a Controller that is changed between NewSolver and the first solve
// leaves the solver as it was made, with events or many lanes or few.
func TestChangedSettingsAreNotTheSolvers(t *testing.T) {
	for _, rows := range []int{1, 20} {
		var ends [2]float64
		for change := range ends {
			dense, rosenbrock, control := *tableau.Dopri5.Dense, *tableau.Rodas5P.Rosenbrock, *integrate.ControlPI
			tab := *[]*tableau.Tableau{tableau.Dopri5, tableau.Rodas5P}[rows%2]
			if tab.B = slices.Clone(tab.B); tab.Rosenbrock == nil {
				tab.Dense = &dense
			} else {
				tab.Rosenbrock = &rosenbrock
			}
			s := mustSolver[float64](t, odetest.Logistic(), &integrate.Settings{Tableau: &tab, Controller: &control})
			if change > 0 {
				tab.B[0], rosenbrock.Gamma, control.Safety, dense.Weights = 0.5, 1, 0.5, nil
			}
			p := &ode.Problem[float64]{T1: 3, Rows: rows, Y: [][]float64{slices.Repeat([]float64{0.1}, rows)}, SaveAt: []float64{1.3}}
			solution := mustSolve(t, s, p)
			ends[change] = solution.Y[0][0] + solution.Saved[0][0]
		}
		if ends[0] != ends[1] {
			t.Errorf("%d rows: %v after the settings have changed, want %v", rows, ends[1], ends[0])
		}
	}
}
