package integrate

import (
	"errors"
	"math"
	"strings"
	"testing"

	G "gorgonia.org/gorgonia"

	"github.com/gorgoflow/gorgoflow/graph"
)

// relaxation is y' = −rate (y − cos t), smooth and slow but for its eigenvalue.
func relaxation(rate float64) *System {
	return scalarSystem(func(b *graph.Builder, t, y *G.Node) *G.Node { return b.Scale(b.Sub(y, b.Cos(t)), -rate) })
}

// TestStabilityBoundary compares with known ends of the stability interval (Hairer, Wanner, Solving
// ODEs II, IV.2). For the last two they are what dopri5.f and dop853.f warn at, 3.25 and 6.1, a
// little inside.
func TestStabilityBoundary(t *testing.T) {
	for _, c := range []struct {
		tab  *Tableau
		want float64
	}{{Euler, 2}, {Heun2, 2}, {Heun3, 2.51}, {RK4, 2.79}, {Dopri5, 3.25 + 0.05}, {DOP853, 6.1 + 0.3}} {
		if got := c.tab.boundary(-1); math.Abs(got-c.want) > 0.06 {
			t.Errorf("%s: stable down to −%.3g, want −%.3g", c.tab.Name, got, c.want)
		}
	}
	if got := RK4.boundary(1i); math.Abs(got-math.Sqrt(8)) > 0.02 {
		t.Errorf("RK4 is stable up to %.4gi, want √8 i", got)
	}
}

// TestStiffnessIsNamed: an explicit method that runs out of steps on a stiff system says so, forwards
// and backwards; an implicit one solves it.
func TestStiffnessIsNamed(t *testing.T) {
	for _, tab := range []*Tableau{Bosh3, Dopri5, Tsit5, DOP853} {
		for _, end := range []float64{10, -10} {
			sys := relaxation(math.Copysign(1e4, end))
			p := &Problem[float64]{T0: 0, T1: end, Rows: 2, Y: [][]float64{{1, 1}}}
			_, err := mustSolver[float64](t, sys, &Settings{Tableau: tab, MaxSteps: 500}).Solve(t.Context(), p)
			var stiff *StiffnessError
			var step *StepError
			if !errors.As(err, &stiff) || !errors.As(err, &step) || !errors.Is(err, ErrStiff) || !errors.Is(err, ErrMaxSteps) {
				t.Fatalf("%s to %g: %v", tab.Name, end, err)
			}
			if got := real(stiff.Eigenvalue); math.Abs(math.Abs(got)-1e4) > 10 || got*end > 0 {
				t.Errorf("%s: eigenvalue %g", tab.Name, stiff.Eigenvalue)
			}
			if !strings.Contains(err.Error(), tab.Name) || stiff.Product > 3*stiff.Boundary {
				t.Errorf("%v", err)
			}
			out := mustSolve(t, mustSolver[float64](t, sys, &Settings{Tableau: Rodas5P, MaxSteps: 500}), p)
			if got := out.Y[0][1]; math.Abs(got-math.Cos(end)) > 1e-3 {
				t.Errorf("Rodas5P to %g: %g, want %g", end, got, math.Cos(end))
			}
		}
	}
}

// TestStiffnessInGradients: the same error from the gradient.
func TestStiffnessInGradients(t *testing.T) {
	s := mustSolver[float64](t, relaxation(1e4), &Settings{MaxSteps: 200})
	p := &Problem[float64]{T0: 0, T1: 10, Rows: 1, Y: [][]float64{{1}}}
	for _, method := range []Method{Replay, Backsolve} {
		if _, err := s.Gradient(t.Context(), p, squares, &GradientSettings{Method: method}); !errors.Is(err, ErrStiff) || !errors.Is(err, ErrMaxSteps) {
			t.Errorf("method %d: %v", method, err)
		}
	}
}

// TestOtherFailuresAreNotStiff: too few steps for the accuracy, a singularity, growth.
func TestOtherFailuresAreNotStiff(t *testing.T) {
	for name, c := range map[string]struct {
		sys *System
		p   *Problem[float64]
	}{
		"accuracy":    {turning(true), &Problem[float64]{T0: 0, T1: 50, Rows: 1, Y: [][]float64{{1, 0}}}},
		"singularity": {explosive(), &Problem[float64]{T0: 0, T1: 2, Rows: 1, Y: [][]float64{{1}}}},
		"growth":      {relaxation(-50), &Problem[float64]{T0: 0, T1: 10, Rows: 1, Y: [][]float64{{2}}}},
		"decay":       {relaxation(1), &Problem[float64]{T0: 0, T1: 100, Rows: 1, Y: [][]float64{{5}}}},
	} {
		s := mustSolver[float64](t, c.sys, &Settings{MaxSteps: 20, RTol: 1e-9, ATol: 1e-9})
		_, err := s.Solve(t.Context(), c.p)
		if err == nil || errors.Is(err, ErrStiff) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
