// Mean log-densities with bounds: too coarse a solver or too few probes are refused.

package likelihood_test

import (
	"context"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/pkg/errors"
)

// TestCoarseSolverIsRefused: a solver that is too coarse reports a likelihood that is far too good (a known image
// model: 3.12 bits a dimension with 1024 Euler steps, -9.93 with 8). MeanLogProb refuses such a mean. With MaxError
// infinite the mean comes with a bound that covers the truth.
func TestCoarseSolverIsRefused(t *testing.T) {
	ctx, f := context.Background(), flowtest.All(t)[0]
	x, field := f.Data(256), f.Field(t, false)
	truth := numeric.Mean(truthOf(t, f, x, trace.Settings{}, nil))
	euler := newFlow(t, field, &likelihood.Settings{T0: 1, T1: 0, Solver: &integrate.Settings{Tableau: tableau.Euler, Steps: 8}})
	_, err := euler.MeanLogProb(ctx, x, nil)
	var refused *likelihood.UncertainError
	if !errors.As(err, &refused) {
		t.Fatalf("Euler's mean: error %v, want an *UncertainError", err)
	}
	if d := math.Abs(refused.Mean.LogProb - truth); d < 10*refused.Limit {
		t.Errorf("Euler's mean is off by %g only: the test is of no use", d)
	}
	accepted, err := euler.MeanLogProb(ctx, x, &likelihood.MeanRequest{MaxError: math.Inf(1)})
	flowtest.Must(t, err)
	if d := math.Abs(accepted.LogProb - truth); d > accepted.ErrorBound {
		t.Errorf("Euler's mean is off by %g, its bound %g", d, accepted.ErrorBound)
	}
	good, err := newFlow(t, field, &likelihood.Settings{T0: 1, T1: 0}).MeanLogProb(ctx, x, nil)
	flowtest.Must(t, err)
	if d := math.Abs(good.LogProb - truth); d > good.ErrorBound || good.ErrorBound > refused.Limit/10 {
		t.Errorf("the default solver's mean is off by %g, its bound %g", d, good.ErrorBound)
	}
	t.Logf("truth %.4g; Euler %.4g ± %.2g; default %.6g ± %.2g (sample ± %.2g)", truth, accepted.LogProb, accepted.ErrorBound, good.LogProb, good.ErrorBound, good.StandardError)
}

// TestMeanByProbes: a mean by probes is refused if their scatter is above the limit. Without a limit its bound covers
// the exact mean.
func TestMeanByProbes(t *testing.T) {
	ctx, f := context.Background(), flowtest.All(t)[2]
	x, field := f.Data(300), f.Field(t, true)
	exact, err := newFlow(t, field, nil).MeanLogProb(ctx, x, nil)
	flowtest.Must(t, err)
	flow := newFlow(t, field, &likelihood.Settings{Trace: trace.Settings{Method: trace.Hutchinson}})
	var refused *likelihood.UncertainError
	if _, err = flow.MeanLogProb(ctx, x, &likelihood.MeanRequest{MaxError: 1e-4}); !errors.As(err, &refused) {
		t.Errorf("error %v, want an *UncertainError", err)
	}
	covered := 0
	for seed := range uint64(20) {
		m, err := flow.MeanLogProb(ctx, x, &likelihood.MeanRequest{MaxError: math.Inf(1), ProbeSeed: seed})
		flowtest.Must(t, err)
		if math.Abs(m.LogProb-exact.LogProb) <= m.ErrorBound {
			covered++
		}
	}
	if covered < 16 { // if each is covered with 95 %, fewer than 16 are covered once in 3,000 times
		t.Errorf("%d of 20 means covered", covered)
	}
}

func TestMeanRefusesImpossibleLimits(t *testing.T) {
	f := flowtest.All(t)[1]
	for _, limit := range []float64{-1, math.NaN()} {
		_, err := newFlow(t, f.Field(t, true), nil).MeanLogProb(context.Background(), f.Data(2), &likelihood.MeanRequest{MaxError: limit})
		flowtest.WantError(t, "limit", err, likelihood.ErrSettings)
	}
}
