// The work that methods need for an error.

package problems_test

import (
	"errors"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/problems"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/internal/long"
)

// needed is the number of evaluations that a method needs for an error below the bound. It tightens the tolerance until the
// error is.
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

// TestHighOrderWinsAtTightTolerances: the higher the order, the fewer evaluations a small error takes, as in Hairer,
// Nørsett, Wanner, Solving ODEs I, Figures II.5.3 and II.10.1.
func TestHighOrderWinsAtTightTolerances(t *testing.T) {
	for i, name := range []string{"D5", "Arenstorf", "E2", "B5"} {
		if !long.Takes(i, 2) {
			continue
		}
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

// TestArenstorfAsPublished: 24000 steps of Euler and 6000 steps of RK4 miss the orbit visibly, and about a hundred steps of
// Dopri5 miss it less (Hairer, Nørsett, Wanner, Solving ODEs I, Figure II.0.1).
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

// TestSlope: over a range of tolerances the error falls nearly as evaluations^(−order), or faster, on one problem at least.
func TestSlope(t *testing.T) {
	for _, tab := range adaptive {
		best := 0.0
		for _, name := range []string{"E2", "B5", "D1"} {
			coarse, fine := within(t, problems.Find(name), tab, 1e-4), within(t, problems.Find(name), tab, 1e-7)
			best = max(best, math.Log(coarse.miss/fine.miss)/math.Log(float64(fine.evaluations)/float64(coarse.evaluations)))
		}
		if best < 0.9*float64(tab.Order) {
			t.Errorf("%s: slope %.2f, want at least %.1f by its order", tab.Name, best, 0.9*float64(tab.Order))
		}
	}
}

// TestToleranceIsMet: on all problems of DETEST the error at the end is at most 100 tolerances times the Sensitivity of the
// problem, since the tolerance holds for one step and errors add up over the steps.
func TestToleranceIsMet(t *testing.T) {
	takes := long.OneIn(2)
	const tolerance = 1e-7
	for _, p := range problems.Of(problems.Single, problems.Small, problems.Moderate, problems.Orbit, problems.HigherOrder) {
		for _, tab := range []*tableau.Tableau{tableau.Bosh3, tableau.Dopri5, tableau.Tsit5, tableau.DOP853, tableau.Rodas5P} {
			if !takes() {
				continue
			}
			if w := within(t, p, tab, tolerance); !(w.miss < 100*tolerance*p.Sensitivity) {
				t.Errorf("%s with %s: error %.2g at tolerance %g", p.Name, tab.Name, w.miss, tolerance)
			}
		}
	}
}

// TestStiffReferences: Rosenbrock methods arrive at the end values of stiff problems, and an explicit method fails with an
// error that names stiffness. The explicit method has an absolute tolerance of 1e-8 because of Robertson's problem, whose
// second number is 4e-5 at most. A tolerance of 1e-5 would let that number become negative, and from there the solution
// itself goes to infinity.
func TestStiffReferences(t *testing.T) {
	for _, p := range problems.Of(problems.Stiff) {
		for _, tab := range []*tableau.Tableau{tableau.Rodas4, tableau.Rodas5P} {
			w := within(t, p, tab, 1e-9)
			if !(w.miss < 1e-7) {
				t.Errorf("%s with %s: error %.2g, want less than 1e-7", p.Name, tab.Name, w.miss)
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

// TestSinglePrecision: a Rosenbrock method solves problems in float32 to two digits, stiff problems among them.
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
			t.Errorf("%s: error %.2g, want less than 1e-2", name, miss)
		}
	}
}
