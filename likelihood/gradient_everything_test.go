// Every derivative of a gradient against central differences, by replay and by backsolve.

package likelihood_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/internal/long"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
)

// whole returns a flow or stack with everything that a gradient can have: a condition, a trained base, penalties, and a
// standardisation.
func whole(t *testing.T, stacked bool, s likelihood.Settings) *likelihood.Flow {
	t.Helper()
	net := dynamics.MLPSettings{Hidden: []int{5}, Float64: true, Cond: 2, Layer: dynamics.ConcatSquash, Seed: 4}
	var all *likelihood.Flow
	if stacked {
		all = newTestStack(t, 2, 2, net, &likelihood.StackSettings{Flow: s, Norm: &likelihood.NormSettings{Ends: true}})
	} else {
		all = newFlow(t, flowtest.NewMLP(t, 2, &net), &s)
	}
	flowtest.Must(t, all.Standardize([]float64{0.5, -0.5}, []float64{1.5, 0.7}))
	return all
}

// TestEveryDerivativeByEveryMethod: every derivative that a Gradient holds equals central differences of the loss by a
// tight solve. These are derivatives with respect to θ, the base's parameters, the duration, data, condition, t0 and
// t1. They are those of flows and stacks, by replay and backsolve, in both directions of time, with a condition for
// each row and one for all. A quarter of the combinations has each flow by each method, and each of the
// other settings.
func TestEveryDerivativeByEveryMethod(t *testing.T) {
	mixture := func() base.Base {
		m, err := base.NewMixture([]float64{1, 2}, mustGaussian(t, 0.3), mustGaussian(t, -0.5))
		flowtest.Must(t, err)
		return m
	}
	for i, stacked := range []bool{false, true} {
		for j, method := range []integrate.Method{integrate.Replay, integrate.Backsolve} {
			for k, c := range []struct {
				times     [2]float64
				trainTime bool
				rows      int // rows of the condition
				trace     trace.Settings
			}{
				{[2]float64{0.2, 1}, true, 3, trace.Settings{}},
				{[2]float64{1, 0.2}, false, 1, trace.Settings{Method: trace.Hutchinson, Probes: 2}},
				{[2]float64{0.2, 1}, false, 3, trace.Settings{Method: trace.HutchPP}},
				{[2]float64{1, 0.2}, true, 1, trace.Settings{}},
			} {
				if !long.Takes(k+2*i+3*j, 4) {
					continue
				}
				t.Run(fmt.Sprintf("stack %v, method %v, %v", stacked, method, c), func(t *testing.T) {
					s := likelihood.Settings{Base: mixture(), TrainBase: true, TrainTime: c.trainTime, T0: c.times[0], T1: c.times[1], Trace: c.trace,
						Penalties: allPenalties, Solver: tightSolver()}
					checkEveryDerivative(t, whole(t, stacked, s), method, flowtest.Points(c.rows, 2, 8))
				})
			}
		}
	}
}

func checkEveryDerivative(t *testing.T, f *likelihood.Flow, method integrate.Method, condition [][]float64) {
	ctx, x, bound := context.Background(), flowtest.Points(3, 2, 9), 1e-7
	if f.Flows()[0].Resolved().Trace.Method == trace.HutchPP { // the estimate bends sharply where columns of the sketch nearly coincide
		bound = 5e-6
	}
	loss := func() float64 {
		g, err := f.Gradient(ctx, x, &likelihood.GradientRequest{Condition: condition})
		flowtest.Must(t, err)
		return g.Loss
	}
	g, err := f.Gradient(ctx, x, &likelihood.GradientRequest{Condition: condition, Settings: &integrate.GradientSettings{Method: method}})
	flowtest.Must(t, err)
	agrees := func(what string, got float64, at *float64) {
		t.Helper()
		want := slope(at, func() float64 { flowtest.Touch(f); return loss() })
		flowtest.Touch(f)
		flowtest.CloseTo(t, what, []float64{got}, []float64{want}, bound)
	}
	for i, p := range f.Params() {
		if k := (3 * i) % p.Len(); !f.IsConstant(i) {
			agrees(p.Name, g.Params[i][k], &graph.Data[float64](p)[k])
		}
	}
	for i := range x[1] {
		agrees("x", g.X[1][i], &x[1][i])
		agrees("condition", g.Condition[0][i], &condition[0][i])
	}
	if f.Flows()[0].Duration() == nil {
		t0, t1 := f.Interval()
		agrees("t0", g.T0, t0)
		agrees("t1", g.T1, t1)
	}
}
