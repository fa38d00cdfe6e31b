package problems

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/gorgoflow/gorgoflow/integrate"
)

// adaptive are the methods with error control, fixed those that want a number of steps.
var (
	adaptive = []*integrate.Tableau{integrate.HeunEuler, integrate.Fehlberg21, integrate.Bosh3, integrate.Fehlberg45,
		integrate.Dopri5, integrate.Tsit5, integrate.DOP853, integrate.Rodas4, integrate.Rodas5P}
	fixed = []*integrate.Tableau{integrate.Euler, integrate.Midpoint, integrate.Heun2, integrate.Ralston,
		integrate.Heun3, integrate.RK4, integrate.RK4ThreeEighths, integrate.RK8}
)

// work is what one solve cost and how far it was off.
type work struct {
	evaluations, steps int
	seconds, miss      float64
}

// measure solves a problem once; ok is false if the method ran out of steps.
func measure(t testing.TB, p *Problem, s *integrate.Settings) (w work, ok bool) {
	t.Helper()
	s.Lanes, s.Workers = 1, 1
	solver, err := integrate.NewSolver[float64](p.System(), s)
	if err != nil {
		t.Fatalf("%s: %+v", p.Name, err)
	}
	if _, timed := t.(*testing.B); timed { // the first solve allocates
		_, _ = solver.Solve(t.Context(), Pose[float64](p, 1))
	}
	begin := time.Now()
	out, err := solver.Solve(t.Context(), Pose[float64](p, 1))
	w.seconds = time.Since(begin).Seconds()
	var failed *integrate.StepError
	if errors.As(err, &failed) {
		return w, false
	}
	if err != nil {
		t.Fatalf("%s: %+v", p.Name, err)
	}
	w.evaluations, w.steps, w.miss = out.Stats.Evaluations, out.Stats.Accepted+out.Stats.Rejected, p.Error(out.Y[0])
	return w, true
}

// within is what a method needs for a tolerance.
func within(t testing.TB, p *Problem, tab *integrate.Tableau, tolerance float64) work {
	t.Helper()
	w, ok := measure(t, p, &integrate.Settings{Tableau: tab, RTol: tolerance, ATol: tolerance, MaxSteps: 1000000})
	if !ok {
		t.Fatalf("%s with %s at %g: no solution", p.Name, tab.Name, tolerance)
	}
	return w
}

// curve is what a method needs for a sequence of tolerances, or of numbers of steps.
func curve(t testing.TB, p *Problem, tab *integrate.Tableau) (points []work) {
	for i := range 6 {
		s := &integrate.Settings{Tableau: tab, MaxSteps: 20000}
		if tab.Adaptive() {
			s.RTol = math.Pow(10, -2-1.8*float64(i))
			s.ATol = s.RTol
		} else {
			s.Steps = 50 << (2 * i) / tab.Stages()
		}
		if w, ok := measure(t, p, s); ok && w.miss < 1 {
			points = append(points, w)
		}
	}
	return points
}
