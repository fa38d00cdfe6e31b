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

// TestStiffnessInAnyUnit: the eigenvalue does not depend on the unit of the state, such as coulombs or moles of single
// particles. Van der Pol's equation is stiff, and Lorenz's is not.
func TestStiffnessInAnyUnit(t *testing.T) {
	for _, unit := range []float64{1, 1e-19, 1e-25, 1e20} {
		solve := func(start []float64, f func(b *graph.Builder, x, y, z *G.Node) []*G.Node) (stiff *integrate.StiffnessError) {
			sys := &ode.System{Blocks: []ode.Block{{Name: "y", Width: 3}}, Build: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
				own := b.Scale(y[0], 1/unit)
				k := f(b, b.SliceCols(own, 0, 1), b.SliceCols(own, 1, 2), b.SliceCols(own, 2, 3))
				return []*G.Node{b.Scale(b.ConcatCols(k...), unit)}, b.Err()
			}}
			s := mustSolver[float64](t, sys, &integrate.Settings{MaxSteps: 500, ATol: 1e-5 * unit})
			_, err := s.Solve(t.Context(), &ode.Problem[float64]{T1: 500, Rows: 1, Y: [][]float64{{start[0] * unit, start[1] * unit, start[2] * unit}}})
			if !errors.Is(err, ode.OutOfSteps) {
				t.Fatalf("unit %g: %v, want OutOfSteps", unit, err)
			}
			errors.As(err, &stiff)
			return stiff
		}
		// The velocity y has the eigenvalue 1000(1 - x²), which is -3000 at x = 2.
		stiff := solve([]float64{2, 0, 0}, func(b *graph.Builder, x, y, z *G.Node) []*G.Node {
			return []*G.Node{y, b.Sub(b.Scale(b.Mul(b.Shift(b.Neg(b.Square(x)), 1), y), 1000), x), b.Neg(z)}
		})
		if stiff == nil || !(math.Abs(real(stiff.Eigenvalue)+3000) <= 100) {
			t.Errorf("unit %g: %v, want an eigenvalue of about -3000", unit, stiff)
		}
		if stiff := solve([]float64{1, 1, 20}, func(b *graph.Builder, x, y, z *G.Node) []*G.Node {
			return []*G.Node{b.Scale(b.Sub(y, x), 10), b.Sub(b.Mul(x, b.Shift(b.Neg(z), 28)), y), b.Sub(b.Mul(x, y), b.Scale(z, 8./3))}
		}); stiff != nil {
			t.Errorf("unit %g: %v, want another error for Lorenz's equations", unit, stiff)
		}
	}
}
