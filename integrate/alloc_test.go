// Solves and gradients allocate their results and nothing else.

package integrate_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
)

// TestNoAllocationsInTheLoop: after a first solve the loop over lanes allocates nothing, however many rows and steps
// a solve has.
func TestNoAllocationsInTheLoop(t *testing.T) {
	for _, settings := range []integrate.Settings{{}, {Tableau: tableau.DOP853}, {Shared: true}, {Tableau: tableau.RK4, Steps: 5}} {
		settings.Workers, settings.Lanes = 1, 8
		s := mustSolver[float64](t, odetest.Network[float64](t, 7), &settings)
		p := odetest.NetworkProblem[float64](40, 0, 2)
		_, solve, err := s.SolveRows(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		if n := testing.AllocsPerRun(5, func() {
			if err := solve(); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("%+v: %g allocations in a solve", settings, n)
		}
	}
}

// TestNoAllocationsOfSeveralWorkers: a solve by several workers, into the results of an earlier one, allocates nothing.
func TestNoAllocationsOfSeveralWorkers(t *testing.T) {
	s := mustSolver[float64](t, odetest.Network[float64](t, 7), &integrate.Settings{Lanes: 8, Workers: 2})
	p := odetest.NetworkProblem[float64](100, 0, 2)
	s.Employ(2)
	out := mustSolve(t, s, p)
	if n := testing.AllocsPerRun(5, func() {
		if _, err := s.SolveInto(t.Context(), p, out); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("%g allocations", n)
	}
}

// TestAllocationsOfACall: the number of allocations of a public call does not depend on the rows or on the steps.
func TestAllocationsOfACall(t *testing.T) {
	sys := odetest.Network[float64](t, 8)
	count := func(rows int, t1, tolerance float64, method integrate.Method) (solve, gradient float64) {
		s := mustSolver[float64](t, sys, &integrate.Settings{Workers: 1, Lanes: 8, RTol: tolerance, ATol: tolerance})
		p := odetest.NetworkProblem[float64](rows, 0, t1)
		loss := odetest.Weighted[float64](sys)
		settings := &integrate.GradientSettings{Method: method}
		solve = testing.AllocsPerRun(3, func() {
			if _, err := s.Solve(t.Context(), p); err != nil {
				t.Fatal(err)
			}
		})
		gradient = testing.AllocsPerRun(3, func() {
			if _, err := s.Gradient(t.Context(), p, loss, settings); err != nil {
				t.Fatal(err)
			}
		})
		return solve, gradient
	}
	for _, method := range []integrate.Method{integrate.Replay, integrate.Backsolve} {
		solve, gradient := count(3, 1, 1e-4, method)
		solveMore, gradientMore := count(300, 2, 1e-7, method)
		if solve != solveMore || gradient != gradientMore {
			t.Errorf("method %d: solve %g and %g, gradient %g and %g allocations", method, solve, solveMore, gradient, gradientMore)
		}
		if solve > 14 { // the results and the call, with some room: it is 9 today
			t.Errorf("a solve allocates %g times, want at most 14", solve)
		}
	}
}

// TestNoAllocationsInObservedSolves: a solve into the results of an earlier one allocates nothing, also with output
// times, tstops, jumps, dense output, and events that are seen, change the state or end rows.
func TestNoAllocationsInObservedSolves(t *testing.T) {
	seen := odetest.Network[float64](t, 7)
	seen.Events = []ode.Event{{Function: odetest.Coordinate(0)}, {Function: odetest.Coordinate(1), Direction: +1}}
	for name, c := range map[string]struct {
		system   *ode.System
		settings integrate.Settings
	}{
		"all":        {odetest.Eventful(t), integrate.Settings{}},
		"DOP853":     {odetest.Eventful(t), integrate.Settings{Tableau: tableau.DOP853}},
		"Rosenbrock": {odetest.Eventful(t), integrate.Settings{Tableau: tableau.Rodas5P}},
		"fixed":      {odetest.Eventful(t), integrate.Settings{Tableau: tableau.RK4, Steps: 9}},
		"shared":     {seen, integrate.Settings{Shared: true}},
		"own norm":   {odetest.Eventful(t), integrate.Settings{NormFunc: func(x []float64) float64 { return x[0] * 0.5 }}},
	} {
		c.settings.Workers, c.settings.Lanes = 1, 8
		s := mustSolver[float64](t, c.system, &c.settings)
		p := odetest.NetworkProblem[float64](40, 0.2, 1.7)
		p.SaveAt, p.TStops, p.JumpTimes, p.Dense = []float64{0.25, 0.5, 1}, []float64{0.75}, []float64{0.625}, true
		out := mustSolve(t, s, p)
		if n := testing.AllocsPerRun(3, func() {
			if _, err := s.SolveInto(t.Context(), p, out); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("%s: %g allocations in a solve", name, n)
		}
	}
}
