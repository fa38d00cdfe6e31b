// Defects of other packages that concern densities, and tests that this package does not have them.

package likelihood_test

import (
	"context"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"gonum.org/v1/gonum/mat"
)

// Defects with tests in other files:
//
//	a layer type that could not be built (FFJORD)                  TestEveryLayerWithEveryActivation
//	penalties took part in error control (FFJORD)                  TestPenaltiesAreOutsideErrorControl
//	probes drawn anew at each evaluation (DiffEqFlux)              TestProbesAreFixedForASolve; for Hutch++ below
//	a joint density as the density (ContinuousNormalizingFlows)    TestBoundIsOfTheDataAlone in augment
//	a coarse solver's impossibly good likelihood                   TestCoarseSolverIsRefused; for single rows below

// TestPenaltiesOfALinearField: FFJORD's penalty took the diagonal of the Jacobian with a stride of D. For f = zA all
// penalties are known. Over all vectors ε of ±1 the mean of |εᵀ∂f/∂z|² is exactly ‖A‖², with the diagonal, and
// |(∂f/∂z)f|² = |zA²|².
func TestPenaltiesOfALinearField(t *testing.T) {
	field, _ := flowtest.LinearField(t, testMatrix)
	flow := newFlow(t, field, &likelihood.Settings{Solver: tightSolver(), Penalties: likelihood.Penalties{Frobenius: 1, Directional: 1, Total: 1}, T0: 0.5, T1: 2})
	x := copies(8, flowtest.Points(1, 3, 3)[0])
	signs := numeric.NewRows(8, 3)
	for i := range signs {
		for c := range signs[i] {
			signs[i][c] = float64(2*(i>>c&1) - 1)
		}
	}
	g, err := flow.Gradient(context.Background(), x, &likelihood.GradientRequest{Probes: signs})
	flowtest.Must(t, err)
	norm := mat.Norm(testMatrix, 2)
	flowtest.CloseTo(t, "Frobenius", []float64{g.Penalties.Frobenius}, []float64{1.5 * norm * norm}, 1e-11)
	along := directionalOfLinear(x[0]) // f does not depend on t, so that the total derivative is the derivative along f
	flowtest.CloseTo(t, "directional and total", []float64{g.Penalties.Directional, g.Penalties.Total}, []float64{along, along}, 1e-8)
}

// directionalOfLinear is ∫|zA²|² dt over the 1.5 units of time before x, by Simpson's rule.
func directionalOfLinear(x []float64) float64 {
	var square mat.Dense
	square.Mul(testMatrix, testMatrix)
	const n = 200
	sum := 0.0
	for k := range n + 1 {
		z := mapBy(testMatrix, -1.5*float64(k)/n, [][]float64{x})[0]
		var y mat.VecDense
		y.MulVec(square.T(), mat.NewVecDense(3, z))
		weight := 2.0 + 2*float64(k%2)
		if k == 0 || k == n {
			weight = 1
		}
		sum += weight * mat.Dot(&y, &y) * 1.5 / n / 3
	}
	return sum
}

// TestHutchPPProbesAreFixedForASolve: DiffEqFlux drew probes anew at each evaluation, which makes the number of steps
// explode.
func TestHutchPPProbesAreFixedForASolve(t *testing.T) {
	x := flowtest.Points(20, 3, 4)
	evaluations := func(trace trace.Settings) int {
		d, err := newFlow(t, flowtest.BentField(t, 3), &likelihood.Settings{Trace: trace}).LogProbWith(context.Background(), x, nil)
		flowtest.Must(t, err)
		return d.Stats.Evaluations
	}
	if exact, probes := evaluations(trace.Settings{}), evaluations(trace.Settings{Method: trace.HutchPP, Probes: 2}); probes > 2*exact {
		t.Errorf("%d evaluations with probes, %d without", probes, exact)
	}
}

// TestReportedDensityIsThatOfTheMap: other packages train one density and report another. Here, however a flow or a
// stack is trained, log p is that of its map: the base's log-density at the image, and the log-determinant of the map's
// Jacobian, by differences.
func TestReportedDensityIsThatOfTheMap(t *testing.T) {
	ctx, x := context.Background(), flowtest.Points(3, 2, 6)
	training := likelihood.Settings{GradientTrace: &trace.Settings{Method: trace.HutchPP}, Penalties: allPenalties, Solver: tightSolver()}
	flow := newFlow(t, flowtest.BentField(t, 2), &training)
	stack := newTestStack(t, 2, 2, flowtest.SmallDouble, &likelihood.StackSettings{Flow: training, Norm: &likelihood.NormSettings{}})
	for name, m := range map[string]*likelihood.Flow{"flow": flow, "stack": stack} {
		flowtest.Must(t, m.Standardize([]float64{1, -1}, []float64{2, 0.5}))
		for step := range 3 { // a few steps of training by probes
			g, err := m.Gradient(ctx, x, &likelihood.GradientRequest{ProbeSeed: uint64(step)})
			flowtest.Must(t, err)
			for i, p := range m.Params() {
				for k, v := range g.Params[i] {
					p.Set(k, p.At(k)-0.01*v)
				}
			}
			flowtest.Touch(m)
		}
		logp, err := m.LogProb(ctx, x)
		flowtest.Must(t, err)
		for i := range x {
			var z []float64
			jacobian := mat.NewDense(2, 2, nil)
			for row := range 2 {
				for col := range 2 {
					jacobian.Set(row, col, slope(&x[i][col], func() float64 {
						base, err := m.Inverse(ctx, x, nil)
						flowtest.Must(t, err)
						return base[i][row]
					}))
				}
			}
			all, err := m.Inverse(ctx, x, nil)
			flowtest.Must(t, err)
			z = all[i]
			logDet, _ := mat.LogDet(jacobian)
			flowtest.CloseTo(t, name, logp[i:i+1], []float64{base.Standard{}.LogProb(z) + logDet}, 1e-8)
		}
	}
}

// TestCoarseLogDensityCarriesItsError: a coarse solver reports an impossibly good likelihood, and nothing shows it (a
// known model of CIFAR: 3.12 bits/dim with 1024 Euler steps, -9.93 with 8). Here the bound is wide if log p is far off,
// and narrow if it is not.
func TestCoarseLogDensityCarriesItsError(t *testing.T) {
	ctx, x := context.Background(), flowtest.Points(20, 2, 6)
	field := flowtest.NewMLP(t, 2, &dynamics.MLPSettings{Hidden: []int{16, 16}, Seed: 2})
	for _, p := range field.Params().List() {
		flowtest.Must(t, p.SetAll(scaledBy(p.Values(), 4)))
	}
	truth, err := newFlow(t, field, &likelihood.Settings{Solver: tightSolver()}).LogProb(ctx, x)
	flowtest.Must(t, err)
	for _, steps := range []int{2, 8, 1024} {
		d, err := newFlow(t, field, &likelihood.Settings{Solver: &integrate.Settings{Tableau: tableau.Euler, Steps: steps}}).LogProbWith(ctx, x, &likelihood.LogProbRequest{Certify: true})
		flowtest.Must(t, err)
		off, bound := 0.0, 0.0
		for i := range x {
			off = max(off, math.Abs(d.LogProb[i]-truth[i]))
			bound = max(bound, d.Certificate.Bound(i))
		}
		if off > bound || bound > 10*off {
			t.Errorf("%d steps: log p is off by up to %g, the bound is %g", steps, off, bound)
		}
	}
}
