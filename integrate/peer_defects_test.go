// Defects of other packages' solvers that Solver does not have.

package integrate_test

import (
	"context"
	"errors"
	"math"
	"testing"
	"time"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/method"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	G "gorgonia.org/gorgonia"
)

// TestEndTimeDetached: FFJORD's "learnable" end time got no gradient. Replay and Backsolve give dL/dt₁ = f(y(t₁)): for
// y' = y from 1 and L = y(t₁) that is e^t₁.
func TestEndTimeDetached(t *testing.T) {
	sys := odetest.ScalarSystem(func(b *graph.Builder, _, y *G.Node) *G.Node { return b.Scale(y, 1) })
	s := mustSolver[float64](t, sys, &integrate.Settings{RTol: 1e-9, ATol: 1e-9})
	loss := func(_, _ int, y [][]float64, _ [][]float64, ybar [][]float64, _ [][]float64) (float64, error) {
		ybar[0][0] = 1
		return y[0][0], nil
	}
	for _, method := range []integrate.Method{integrate.Replay, integrate.Backsolve} {
		g, err := s.Gradient(t.Context(), &ode.Problem[float64]{T1: 1.5, Rows: 1, Y: [][]float64{{1}}}, loss, &integrate.GradientSettings{Method: method})
		if err != nil {
			t.Fatal(err)
		}
		within(t, "dL/dt₁", g.T1, math.Exp(1.5), 1e-6)
		within(t, "dL/dt₀", g.T0, -math.Exp(1.5), 1e-6)
	}
}

// TestAutonomousTestsOnly: torchdiffeq's gl4 had wrong abscissae, and its only test was an autonomous problem. The rate of
// y' = p tᵖ⁻¹ depends on nothing but the abscissae, and a method of order q integrates it exactly for p ≤ q.
func TestAutonomousTestsOnly(t *testing.T) {
	for _, tab := range append([]*tableau.Tableau{tableau.Rodas4, tableau.Rodas5P}, odetest.Explicit...) {
		for p := 1; p <= tab.Order; p++ {
			sys := odetest.ScalarSystem(func(b *graph.Builder, t, y *G.Node) *G.Node {
				power := b.Shift(b.Scale(y, 0), float64(p))
				for range p - 1 {
					power = b.Mul(power, t)
				}
				return power
			})
			s := mustSolver[float64](t, sys, &integrate.Settings{Tableau: tab, Steps: 2, Lanes: 1})
			out := mustSolve(t, s, &ode.Problem[float64]{T0: 0.5, T1: 1.5, Rows: 1})
			within(t, tab.Name, out.Y[0][0], math.Pow(1.5, float64(p))-math.Pow(0.5, float64(p)), 1e-12)
		}
	}
}

// TestInverseAtTheWrongTime: TFP's inverse evaluated f at t₁ − t, which is wrong unless t₀ = 0. A solve between two times
// that are not 0, followed by the solve back, is the identity.
func TestInverseAtTheWrongTime(t *testing.T) {
	s := mustSolver[float64](t, odetest.Turning(true), &integrate.Settings{Tableau: tableau.DOP853, RTol: 1e-12, ATol: 1e-12})
	end := mustSolve(t, s, &ode.Problem[float64]{T0: 0.7, T1: 2.2, Rows: 1, Y: [][]float64{{1.1, 0.2}}})
	back := mustSolve(t, s, &ode.Problem[float64]{T0: 2.2, T1: 0.7, Rows: 1, Y: end.Y})
	within(t, "x", back.Y[0][0], 1.1, 1e-10)
	within(t, "y", back.Y[0][1], 0.2, 1e-10)
}

// TestNaNLoopsForEver: zuko and torchdyn never return from a NaN. A NaN in the data, or from the right-hand side later on,
// is a typed error after few steps, by any controller, with shared steps or not, and also with AcceptAtMinStep and with a MinStep
// below the spacing of times.
func TestNaNLoopsForEver(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	edge := odetest.ScalarSystem(func(b *graph.Builder, t, y *G.Node) *G.Node {
		return b.Add(b.Sqrt(b.Shift(b.Neg(t), 0.5)), b.Scale(y, 0))
	})
	for _, settings := range []integrate.Settings{{}, {Controller: integrate.ControlPI}, {Controller: integrate.ControlPID, Shared: true}, {AcceptAtMinStep: true},
		{MinStep: 1e-300}, {MinStep: 1e-300, AcceptAtMinStep: true, MaxSteps: 1 << 31}, {Tableau: tableau.RK4, Steps: 9}, {Tableau: tableau.Rodas5P}} {
		s := mustSolver[float64](t, edge, &settings)
		for _, start := range []float64{0, math.NaN(), math.Inf(1)} {
			out, err := s.Solve(ctx, &ode.Problem[float64]{T1: 1, Rows: 1, Y: [][]float64{{start}}})
			if !errors.Is(err, ode.NotFinite) || out.Stats.Accepted+out.Stats.Rejected > 200 {
				t.Errorf("%+v from %g: %v after %+v, want NotFinite after 200 steps at most", settings, start, err, out.Stats)
			}
		}
	}
}

// TestLeastStepEnds: a row that only advances by least steps ends at a NaN. Where the numbers of time are far apart, a
// least step may be a little longer than MinStep, and still has to be taken for a least step.
func TestLeastStepEnds(t *testing.T) {
	sys := odetest.ScalarSystem(func(b *graph.Builder, t, y *G.Node) *G.Node {
		return b.Add(b.Sqrt(b.Shift(b.Neg(t), 0.5)), b.Scale(y, 0))
	})
	for i := range 40 {
		settings := integrate.Settings{AcceptAtMinStep: true, MaxSteps: 300, FirstStep: 0.01 * (1 + float64(i)/64)}
		out, err := mustSolver[float64](t, sys, &settings).Solve(t.Context(), &ode.Problem[float64]{T1: 1, Rows: 1, Y: [][]float64{{0}}})
		if !errors.Is(err, ode.NotFinite) {
			t.Errorf("from a first step of %g: %v after %+v, want NotFinite", settings.FirstStep, err, out.Stats)
		}
	}
}

// TestOneSilentStep: torchdiffeq's fixed-step solver took one step unless told otherwise, and an assertion failed on the
// rounding of the end. A Solver without error control needs a number of steps, and its last step ends on t₁ though no step
// size divides the interval exactly.
func TestOneSilentStep(t *testing.T) {
	for _, tab := range odetest.Explicit {
		if _, err := integrate.NewSolver[float64](odetest.Turning(false), &integrate.Settings{Tableau: tab}); (err == nil) != method.Adaptive(tab) {
			t.Errorf("%s without a number of steps: %v", tab.Name, err)
		}
	}
	for _, ends := range [][2]float64{{0, 0.7}, {0.1, 0.8}, {1e6, 1e6 + 1}, {-0.3, -1}} {
		for _, size := range []float64{0.1, 1. / 3, 0.7, 0.011} {
			s := mustSolver[float64](t, odetest.Turning(false), &integrate.Settings{Tableau: tableau.RK4, StepSize: size})
			out := mustSolve(t, s, &ode.Problem[float64]{T0: ends[0], T1: ends[1], Rows: 1, Y: [][]float64{{1, 0}}})
			steps := math.Abs(ends[1]-ends[0]) / size
			if n := float64(out.Stats.Accepted); out.Ends[0].T != ends[1] || !(math.Abs(n-steps) <= 1) || n < steps-1e-6 {
				t.Errorf("from %g to %g by %g: %g steps to %v", ends[0], ends[1], size, n, out.Ends[0].T)
			}
		}
	}
}

// TestLearnablesMissed: torchdiffeq's adjoint knew only the parameters of the module that it got. Replay and Backsolve give
// a gradient for every parameter that the graph reads, also inside a closure: for y' = a·b·y it is ∂y(1)/∂a = b e^(ab).
func TestLearnablesMissed(t *testing.T) {
	params := graph.NewParams(graph.DtypeOf[float64]())
	hidden := map[string]*graph.Param{}
	for name, value := range map[string]float64{"a": 0.8, "b": -0.6} {
		q, err := params.Add(name, 1, 1)
		if err != nil {
			t.Fatal(err)
		}
		q.Set(0, value)
		hidden[name] = q
	}
	rate := func(b *graph.Builder) *G.Node { return b.Mul(b.Param(hidden["a"]), b.Param(hidden["b"])) }
	sys := odetest.ScalarSystem(func(b *graph.Builder, _, y *G.Node) *G.Node { return b.Mul(y, rate(b)) })
	sys.Params = params
	s := mustSolver[float64](t, sys, &integrate.Settings{RTol: 1e-9, ATol: 1e-9})
	loss := func(_, _ int, y [][]float64, _ [][]float64, ybar [][]float64, _ [][]float64) (float64, error) {
		ybar[0][0] = 1
		return y[0][0], nil
	}
	for _, method := range []integrate.Method{integrate.Replay, integrate.Backsolve} {
		g, err := s.Gradient(t.Context(), &ode.Problem[float64]{T1: 1, Rows: 1, Y: [][]float64{{1}}}, loss, &integrate.GradientSettings{Method: method})
		if err != nil {
			t.Fatal(err)
		}
		for i, q := range params.List() {
			other := map[string]float64{"a": -0.6, "b": 0.8}[q.Name]
			within(t, "∂y/∂"+q.Name, g.Params[i][0], other*math.Exp(-0.48), 1e-6)
		}
	}
}
