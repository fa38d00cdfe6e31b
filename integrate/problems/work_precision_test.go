// What the errors of the methods cost.

package problems_test

import (
	"errors"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/problems"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
)

// needed is the number of evaluations with which a method gets an error below the bound, found by
// tightening the tolerance.
func needed(t *testing.T, p *problems.Problem, tab *tableau.Tableau, bound float64) int {
	t.Helper()
	for tolerance := 1e-2; tolerance > 1e-14; tolerance /= 4 {
		w, ok := measure(t, p, &integrate.Settings{Tableau: tab, RTol: tolerance, ATol: tolerance, MaxSteps: 100000})
		if ok && w.miss < bound {
			return w.evaluations
		}
	}
	t.Fatalf("%s with %s: no error below %g", p.Name, tab.Name, bound)
	return 0
}

// TestHighOrderWinsAtTightTolerances: where the curves of Hairer, Nørsett, Wanner, Solving ODEs I,
// Figures II.5.3 and II.10.1, lie: the higher the order, the fewer evaluations a small error takes.
func TestHighOrderWinsAtTightTolerances(t *testing.T) {
	for _, name := range []string{"Arenstorf", "D5", "E2", "B5"} {
		p := problems.Find(name)
		const bound = 1e-8
		bosh, dopri, dop := needed(t, p, tableau.Bosh3, 1e-6), needed(t, p, tableau.Dopri5, bound), needed(t, p, tableau.DOP853, bound)
		if loose := needed(t, p, tableau.Dopri5, 1e-6); 3*bosh < 4*loose {
			t.Errorf("%s: an error of 1e-6 takes Bosh3 %d evaluations, Dopri5 %d; want a third as many again", name, bosh, loose)
		}
		if dop >= dopri {
			t.Errorf("%s: an error of %g takes DOP853 %d evaluations, Dopri5 %d; want fewer", name, bound, dop, dopri)
		}
		t.Logf("%s: %d evaluations with Dopri5, %d with DOP853 for %g", name, dopri, dop, bound)
	}
}

// TestArenstorfAsPublished: Hairer, Nørsett, Wanner, Solving ODEs I, Figure II.0.1: 24000 steps of Euler
// and 6000 of RK4 miss the orbit visibly, about a hundred steps of Dopri5 do not miss it as much.
func TestArenstorfAsPublished(t *testing.T) {
	p := problems.Find("Arenstorf")
	equidistant := func(tab *tableau.Tableau, steps int) float64 {
		w, ok := measure(t, p, &integrate.Settings{Tableau: tab, Steps: steps, MaxSteps: steps})
		if !ok {
			t.Fatal("no solution")
		}
		return w.miss
	}
	euler, rk4 := equidistant(tableau.Euler, 24000), equidistant(tableau.RK4, 6000)
	adaptive := within(t, p, tableau.Dopri5, 1e-5)
	if euler < 0.5 || rk4 < 0.1 || adaptive.steps > 150 || adaptive.miss > rk4/2 {
		t.Errorf("misses: Euler %.2g, RK4 %.2g, Dopri5 %.2g in %d steps", euler, rk4, adaptive.miss, adaptive.steps)
	}
}

// TestSlope: over a range of tolerances the error falls at least about as evaluations^(−order), which is
// what a method's order is good for.
func TestSlope(t *testing.T) {
	for _, tab := range adaptive {
		best := 0.0
		for _, name := range []string{"E2", "B5", "D1"} {
			coarse, fine := within(t, problems.Find(name), tab, 1e-4), within(t, problems.Find(name), tab, 1e-7)
			best = max(best, math.Log(coarse.miss/fine.miss)/math.Log(float64(fine.evaluations)/float64(coarse.evaluations)))
		}
		if best < 0.9*float64(tab.Order) {
			t.Errorf("%s: slope %.2f, order %d", tab.Name, best, tab.Order)
		}
	}
}

// TestToleranceIsMet: on the whole of DETEST the error at the end is about the tolerance, times how
// much the problem magnifies it.
func TestToleranceIsMet(t *testing.T) {
	const tolerance = 1e-7
	for _, p := range problems.Of(problems.Single, problems.Small, problems.Moderate, problems.Orbit, problems.HigherOrder) {
		for _, tab := range []*tableau.Tableau{tableau.Bosh3, tableau.Dopri5, tableau.Tsit5, tableau.DOP853, tableau.Rodas5P} {
			if w := within(t, p, tab, tolerance); !(w.miss < 100*tolerance*p.Sensitivity) {
				t.Errorf("%s with %s: error %.2g at tolerance %g", p.Name, tab.Name, w.miss, tolerance)
			}
		}
	}
}

// TestStiffReferences: Rosenbrock methods arrive at the end values of stiff problems in few steps;
// explicit ones run out of steps and say why. Robertson's second number is 4e-5 at most, so that an absolute tolerance of
// 1e-5 lets it become negative, from where the solution itself goes to infinity.
func TestStiffReferences(t *testing.T) {
	for _, p := range problems.Of(problems.Stiff) {
		for _, tab := range []*tableau.Tableau{tableau.Rodas4, tableau.Rodas5P} {
			w := within(t, p, tab, 1e-9)
			if !(w.miss < 1e-7) {
				t.Errorf("%s with %s: error %.2g", p.Name, tab.Name, w.miss)
			}
			t.Logf("%s with %s: error %.1e, %d steps", p.Name, tab.Name, w.miss, w.steps)
		}
		solver, err := integrate.NewSolver[float64](p.System(), &integrate.Settings{MaxSteps: 300, ATol: 1e-8})
		if err != nil {
			t.Fatal(err)
		}
		var stiff *integrate.StiffnessError
		if _, err = solver.Solve(t.Context(), problems.Pose[float64](p, 1)); !errors.As(err, &stiff) {
			t.Errorf("%s with the default: %v; want it to be named stiff", p.Name, err)
		}
	}
}

// TestSinglePrecision: the problems and a stiff method work in float32, to its accuracy.
func TestSinglePrecision(t *testing.T) {
	for _, name := range []string{"A3", "B5", "ProtheroRobinson", "Robertson"} {
		p, tab := problems.Find(name), tableau.Rodas5P
		solver, err := integrate.NewSolver[float32](p.System(), &integrate.Settings{Tableau: tab, RTol: 1e-4, ATol: 1e-5})
		if err != nil {
			t.Fatal(err)
		}
		out, err := solver.Solve(t.Context(), problems.Pose[float32](p, 2))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var y []float64
		for _, v := range out.Y[0][:p.Dim] {
			y = append(y, float64(v))
		}
		if miss := p.Error(y); !(miss < 1e-2) {
			t.Errorf("%s: error %.2g", name, miss)
		}
	}
}
