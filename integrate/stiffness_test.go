// An explicit method that fails because of stiffness says so.

package integrate_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/method"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	G "gorgonia.org/gorgonia"
)

// relaxation is y' = −rate (y − cos t). Its solution is smooth and slow, and its eigenvalue −rate is large.
func relaxation(rate float64) *ode.System {
	return odetest.ScalarSystem(func(b *graph.Builder, t, y *G.Node) *G.Node { return b.Scale(b.Sub(y, b.Cos(t)), -rate) })
}

// TestStabilityBoundary: the stability intervals end where Hairer, Wanner, Solving ODEs II, IV.2 say. For Dopri5 and
// DOP853 the known values are 3.25 and 6.1, at which dopri5.f and dop853.f warn, and which lie a little inside the
// intervals. Sparse5's polynomial is 1 + z + … + z⁵/120 + b₆a₆₅a₅₄a₄₃a₃₂a₂₁ z⁶.
func TestStabilityBoundary(t *testing.T) {
	for _, c := range []struct {
		tab  *tableau.Tableau
		want float64
	}{{tableau.Euler, 2}, {tableau.Heun2, 2}, {tableau.Heun3, 2.51}, {tableau.RK4, 2.79}, {tableau.Sparse4, 2.79}, {tableau.Dopri5, 3.25 + 0.05}, {tableau.Sparse5, 3.76}, {tableau.DOP853, 6.1 + 0.3}} {
		if got := method.Boundary(c.tab, -1); !(math.Abs(got-c.want) <= 0.06) {
			t.Errorf("%s: stable down to −%.3g, want −%.3g", c.tab.Name, got, c.want)
		}
	}
	if got := method.Boundary(tableau.RK4, 1i); !(math.Abs(got-math.Sqrt(8)) <= 0.02) {
		t.Errorf("RK4 is stable up to %.4gi, want √8 i", got)
	}
}

// TestStiffnessIsNamed: the error of an explicit method that runs out of steps on a stiff system names stiffness, forward
// and backward. A Rosenbrock method solves that system.
func TestStiffnessIsNamed(t *testing.T) {
	for _, tab := range []*tableau.Tableau{tableau.Bosh3, tableau.Sparse4, tableau.Dopri5, tableau.Sparse5, tableau.Tsit5, tableau.DOP853} {
		for _, end := range []float64{10, -10} {
			sys := relaxation(math.Copysign(1e4, end))
			p := &ode.Problem[float64]{T0: 0, T1: end, Rows: 2, Y: [][]float64{{1, 1}}}
			_, err := mustSolver[float64](t, sys, &integrate.Settings{Tableau: tab, MaxSteps: 500}).Solve(t.Context(), p)
			var stiff *integrate.StiffnessError
			var step *ode.StepError
			if !errors.As(err, &stiff) || !errors.As(err, &step) || !errors.Is(err, ode.OutOfSteps) {
				t.Fatalf("%s to %g: %v", tab.Name, end, err)
			}
			if got := real(stiff.Eigenvalue); !(math.Abs(math.Abs(got)-1e4) <= 10) || got*end > 0 {
				t.Errorf("%s: eigenvalue %g, want %g", tab.Name, stiff.Eigenvalue, -math.Copysign(1e4, end))
			}
			if !strings.Contains(err.Error(), tab.Name) || stiff.Product > 3*stiff.Boundary {
				t.Errorf("%s: %v; want its name, and a product of %g near the boundary %g", tab.Name, err, stiff.Product, stiff.Boundary)
			}
			out := mustSolve(t, mustSolver[float64](t, sys, &integrate.Settings{Tableau: tableau.Rodas5P, MaxSteps: 500}), p)
			if got := out.Y[0][1]; !(math.Abs(got-math.Cos(end)) <= 1e-3) {
				t.Errorf("Rodas5P to %g: %g, want %g", end, got, math.Cos(end))
			}
		}
	}
}

// TestStiffnessInGradients: the error of a gradient names stiffness too.
func TestStiffnessInGradients(t *testing.T) {
	s := mustSolver[float64](t, relaxation(1e4), &integrate.Settings{MaxSteps: 200})
	p := &ode.Problem[float64]{T0: 0, T1: 10, Rows: 1, Y: [][]float64{{1}}}
	for _, method := range []integrate.Method{integrate.Replay, integrate.Backsolve} {
		var stiff *integrate.StiffnessError
		if _, err := s.Gradient(t.Context(), p, squares, &integrate.GradientSettings{Method: method}); !errors.As(err, &stiff) || !errors.Is(err, ode.OutOfSteps) {
			t.Errorf("method %d: %v", method, err)
		}
	}
}

// TestTheFirstStepIsNoStiffness: a row that fails in its first steps, since it may not take steps as short as its accuracy
// takes, is not called stiff: y' = −y over a few units of time is not.
func TestTheFirstStepIsNoStiffness(t *testing.T) {
	for _, settings := range []integrate.Settings{{MinStep: 2}, {FirstStep: 9, MaxSteps: 1}, {MinStep: 5, MaxStep: 5, MaxNorm: true}} {
		s := mustSolver[float64](t, relaxation(1), &settings)
		_, err := s.Solve(t.Context(), &ode.Problem[float64]{T1: 10, Rows: 1, Y: [][]float64{{3}}})
		var step *ode.StepError
		if stiff := (*integrate.StiffnessError)(nil); !errors.As(err, &step) || errors.As(err, &stiff) {
			t.Errorf("%+v: %v, want a StepError that is no StiffnessError", settings, err)
		}
	}
}

// TestOtherFailuresAreNotStiff: no error names stiffness where the accuracy takes more steps, at a singularity, at fast
// growth or at slow decay.
func TestOtherFailuresAreNotStiff(t *testing.T) {
	for name, c := range map[string]struct {
		sys *ode.System
		p   *ode.Problem[float64]
	}{
		"accuracy":    {odetest.Turning(true), &ode.Problem[float64]{T0: 0, T1: 50, Rows: 1, Y: [][]float64{{1, 0}}}},
		"singularity": {odetest.Explosive(), &ode.Problem[float64]{T0: 0, T1: 2, Rows: 1, Y: [][]float64{{1}}}},
		"growth":      {relaxation(-50), &ode.Problem[float64]{T0: 0, T1: 10, Rows: 1, Y: [][]float64{{2}}}},
		"decay":       {relaxation(1), &ode.Problem[float64]{T0: 0, T1: 100, Rows: 1, Y: [][]float64{{5}}}},
	} {
		s := mustSolver[float64](t, c.sys, &integrate.Settings{MaxSteps: 20, RTol: 1e-9, ATol: 1e-9})
		_, err := s.Solve(t.Context(), c.p)
		if stiff := (*integrate.StiffnessError)(nil); err == nil || errors.As(err, &stiff) {
			t.Errorf("%s: %v, want an error that is no StiffnessError", name, err)
		}
	}
}
