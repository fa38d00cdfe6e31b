// Methods, and what their solves of a problem cost.

package problems_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/method"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/problems"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
)

// adaptive lists the methods with error control, and fixed the methods that need a number of steps.
var (
	adaptive = []*tableau.Tableau{tableau.HeunEuler, tableau.Bosh3, tableau.Sparse4, tableau.Fehlberg45,
		tableau.Dopri5, tableau.Sparse5, tableau.Tsit5, tableau.DOP853, tableau.Rodas4, tableau.Rodas5P}
	fixed = []*tableau.Tableau{tableau.Euler, tableau.Midpoint, tableau.Heun2, tableau.Heun3,
		tableau.RK4, tableau.RK4ThreeEighths, tableau.RK8}
)

// work is the cost and the error of one solve.
type work struct {
	evaluations, steps int
	seconds, miss      float64
}

// measure solves a problem once; ok is false if the method ran out of steps.
func measure(t testing.TB, p *problems.Problem, s *integrate.Settings) (w work, ok bool) {
	t.Helper()
	s.Lanes, s.Workers = 1, 1
	solver, err := integrate.NewSolver[float64](p.System(), s)
	if err != nil {
		t.Fatalf("%s: %+v", p.Name, err)
	}
	if _, timed := t.(*testing.B); timed { // a first solve that is not timed, since it allocates; the second reports errors
		_, _ = solver.Solve(t.Context(), problems.Pose[float64](p, 1))
	}
	begin := time.Now()
	out, err := solver.Solve(t.Context(), problems.Pose[float64](p, 1))
	w.seconds = time.Since(begin).Seconds()
	var failed *ode.StepError
	if errors.As(err, &failed) {
		return w, false
	}
	if err != nil {
		t.Fatalf("%s: %+v", p.Name, err)
	}
	w.evaluations, w.steps, w.miss = out.Stats.Evaluations, out.Stats.Accepted+out.Stats.Rejected, p.Error(out.Y[0])
	return w, true
}

// within is the work of a method at a tolerance. A solve that fails ends the test.
func within(t testing.TB, p *problems.Problem, tab *tableau.Tableau, tolerance float64) work {
	t.Helper()
	w, ok := measure(t, p, &integrate.Settings{Tableau: tab, RTol: tolerance, ATol: tolerance, MaxSteps: 1000000})
	if !ok {
		t.Fatalf("%s with %s at %g: no solution", p.Name, tab.Name, tolerance)
	}
	return w
}

// curve is the work of a method for a sequence of tolerances, or of numbers of steps.
func curve(t testing.TB, p *problems.Problem, tab *tableau.Tableau) (points []work) {
	for i := range 6 {
		s := &integrate.Settings{Tableau: tab, MaxSteps: 20000}
		if method.Adaptive(tab) {
			s.RTol = math.Pow(10, -2-1.8*float64(i))
			s.ATol = s.RTol
		} else {
			s.Steps = 50 << (2 * i) / len(tab.B)
		}
		if w, ok := measure(t, p, s); ok && w.miss < 1 {
			points = append(points, w)
		}
	}
	return points
}
