// The statistics of linear algebra.

package integrate_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
)

// TestLinearAlgebraIsCounted: a step tried of a Rosenbrock method takes one Jacobian and one linear solve a stage. The
// backward pass over a step takes one transposed solve a stage in addition.
func TestLinearAlgebraIsCounted(t *testing.T) {
	const width, lanes = 3, 4
	for _, tab := range []*tableau.Tableau{tableau.Rodas4, tableau.Rodas5P, tableau.Dopri5} {
		sys := odetest.Network[float64](t, 3)
		s := mustSolver[float64](t, sys, &integrate.Settings{Tableau: tab, Lanes: lanes, RTol: 1e-7, ATol: 1e-7, FirstStep: 1})
		g, err := s.Gradient(t.Context(), odetest.NetworkProblem[float64](5, 0, 2), odetest.Weighted[float64](sys), nil)
		if err != nil {
			t.Fatal(err)
		}
		stages, program, sum := len(tab.B), s.StepProgram().Stats(), ode.Stats{}
		if tab.Rosenbrock == nil {
			stages = 0
		}
		if program.Factorizations != min(stages, 1) || program.LinearSolves != stages {
			t.Errorf("%s: %d factorizations and %d linear solves in a step, want %d and %d", tab.Name, program.Factorizations, program.LinearSolves, min(stages, 1), stages)
		}
		if least := 2./3*width*width*width + float64(stages)*2*width*width; stages > 0 && program.FlopsPerRow < least {
			t.Errorf("%s: %g operations a row, want at least the %g of linear algebra", tab.Name, program.FlopsPerRow, least)
		}
		rejected := 0
		for row, r := range g.Solution.RowStats {
			steps := r.Accepted + r.Rejected
			rejected += r.Rejected
			want := r
			want.Jacobians, want.LinearSolves = min(stages, 1)*steps, stages*steps
			if tab.Rosenbrock != nil {
				want.Evaluations = stages * steps
				want.Flops = float64(steps) * (program.FlopsPerRow + program.FlopsPerRun/lanes)
			}
			within(t, "operations", r.Flops, want.Flops, 1e-9*want.Flops)
			r.Flops, want.Flops = 0, 0
			if r != want {
				t.Errorf("%s, row %d: %+v, want %+v", tab.Name, row, r, want)
			}
			sum = sum.Plus(r)
		}
		if rejected == 0 {
			t.Errorf("%s: no step is rejected; the test wants some", tab.Name)
		}
		back, accepted := g.Backward, g.Forward.Accepted
		if back.Jacobians != min(stages, 1)*accepted || back.LinearSolves != 2*stages*accepted {
			t.Errorf("%s: %+v backward, want %d Jacobians and %d linear solves", tab.Name, back, min(stages, 1)*accepted, 2*stages*accepted)
		}
		if total := g.Solution.Stats; sum.Jacobians != total.Jacobians || sum.LinearSolves != total.LinearSolves {
			t.Errorf("%s: the rows add up to %+v, the total is %+v", tab.Name, sum, total)
		}
	}
}
