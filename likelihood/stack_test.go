// Stacks: a stack of one flow, and the log-determinant of the whole map.

package likelihood_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/stream"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"gonum.org/v1/gonum/mat"
)

// newTestStack returns a stack of small networks, with norms that have seen data.
func newTestStack(t testing.TB, n, dim int, net dynamics.MLPSettings, s *likelihood.StackSettings) *likelihood.Flow {
	t.Helper()
	var fields []dynamics.Field
	for i := range n {
		own := net
		own.Seed += uint64(i)
		field, err := dynamics.NewMLP(dim, &own)
		flowtest.Must(t, err)
		fields = append(fields, field)
	}
	stack, err := likelihood.NewStack(fields, s)
	flowtest.Must(t, err)
	draws := stream.New(5, stream.Base)
	for i, m := range stack.Norms() {
		if m == nil {
			continue
		}
		rng := draws.At(uint64(i))
		for c := range dim {
			m.Weight.Set(c, 0.3*rng.NormFloat64())
			m.Bias.Set(c, 0.3*rng.NormFloat64())
			m.Mean.Set(c, 0.3*rng.NormFloat64())
			m.Variance.Set(c, 0.5+rng.Float64())
		}
	}
	flowtest.Touch(stack)
	return stack
}

// TestStackOfOneIsTheFlow: a stack of one flow has the densities, samples and gradients of the flow, to the bit.
func TestStackOfOneIsTheFlow(t *testing.T) {
	ctx := context.Background()
	for name, s := range map[string]likelihood.Settings{
		"plain":      {},
		"hutchinson": {Trace: trace.Settings{Method: trace.Hutchinson, Probes: 2}, Penalties: allPenalties},
		"trained":    {Base: testBases(t)["mixture"], TrainBase: true, T0: 1, T1: -0.5},
	} {
		field := flowtest.NewMLP(t, 3, &dynamics.MLPSettings{Hidden: []int{6, 5}, Seed: 3})
		flow := newFlow(t, field, &s)
		stack, err := likelihood.NewStack([]dynamics.Field{field}, &likelihood.StackSettings{Flow: s})
		flowtest.Must(t, err)
		for _, m := range []interface{ Standardize(_, _ []float64) error }{flow, stack} {
			flowtest.Must(t, m.Standardize([]float64{1, 2, 3}, []float64{0.1, 1. / 3, 7}))
		}
		x := flowtest.Points(200, 3, 2)
		want, err := flow.Gradient(ctx, x, &likelihood.GradientRequest{ProbeSeed: 4})
		flowtest.Must(t, err)
		got, err := stack.Gradient(ctx, x, &likelihood.GradientRequest{ProbeSeed: 4})
		flowtest.Must(t, err)
		if what := differs(got, want); what != "" {
			t.Errorf("%s: gradients differ: %s", name, what)
		}
		wantDensity, err := flow.LogProb(ctx, x)
		flowtest.Must(t, err)
		gotDensity, err := stack.LogProb(ctx, x)
		flowtest.Must(t, err)
		wantSample, wantLogProb, err := sampleAndLogProb(ctx, flow, 20, 1)
		flowtest.Must(t, err)
		gotSample, gotLogProb, err := sampleAndLogProb(ctx, stack, 20, 1)
		flowtest.Must(t, err)
		if !slices.Equal(gotDensity, wantDensity) || !slices.Equal(gotLogProb, wantLogProb) || !slices.Equal(gotSample[7], wantSample[7]) {
			t.Errorf("%s: densities or samples differ", name)
		}
	}
}

// TestStackChangeIsTheLogDeterminant: Change is the logarithm of the determinant of the whole map's Jacobian, and
// Forward undoes Inverse.
func TestStackChangeIsTheLogDeterminant(t *testing.T) {
	ctx := context.Background()
	stack := newTestStack(t, 2, 3, flowtest.SmallDouble, &likelihood.StackSettings{Flow: likelihood.Settings{Solver: tightSolver()}, Norm: &likelihood.NormSettings{Ends: true}})
	flowtest.Must(t, stack.Standardize([]float64{1, 2, 3}, []float64{0.5, 1, 4}))
	x := flowtest.Points(2, 3, 3)
	d, err := stack.LogProbWith(ctx, x, nil)
	flowtest.Must(t, err)
	for i := range x {
		jacobian := mat.NewDense(3, 3, nil)
		for row := range 3 {
			for col := range 3 {
				jacobian.Set(row, col, slope(&x[i][col], func() float64 {
					z, err := stack.Inverse(ctx, x, nil)
					flowtest.Must(t, err)
					return z[i][row]
				}))
			}
		}
		logDet, _ := mat.LogDet(jacobian)
		flowtest.CloseTo(t, "log-determinant", []float64{d.Change[i] - stack.LogStd()}, []float64{logDet}, 1e-9)
		flowtest.CloseTo(t, "log p", d.LogProb[i:i+1], []float64{base.Standard{}.LogProb(d.Base[i]) + logDet}, 1e-9)
	}
	back, err := stack.Forward(ctx, d.Base, nil)
	flowtest.Must(t, err)
	flowtest.CloseRows(t, "round trip", back, x, 1e-10)
	samples, logp, err := sampleAndLogProb(ctx, stack, 5, 1)
	flowtest.Must(t, err)
	density, err := stack.LogProb(ctx, samples)
	flowtest.Must(t, err)
	flowtest.CloseTo(t, "log p of samples", logp, density, 1e-9)
	g, err := stack.Gradient(ctx, samples, nil)
	flowtest.Must(t, err)
	flowtest.CloseTo(t, "log p of the gradient", g.LogProb, density, 1e-12)
}

// TestPartsAreNotStandardized: one flow of a stack refuses a standardisation of its own, which log-densities of the
// stack did not hold and its file could not. The stack's is not refused.
func TestPartsAreNotStandardized(t *testing.T) {
	stack := newTestStack(t, 2, 2, flowtest.SmallDouble, &likelihood.StackSettings{})
	x := flowtest.Points(3, 2, 1)
	before, err := stack.LogProb(t.Context(), x)
	flowtest.Must(t, err)
	for i, part := range stack.Flows() {
		if err := part.Standardize([]float64{1, 2}, []float64{3, 4}); !errors.Is(err, likelihood.ErrSettings) {
			t.Errorf("flow %d: error %v, want ErrSettings", i, err)
		}
		if err := part.StandardizeCondition(nil, nil); !errors.Is(err, likelihood.ErrSettings) {
			t.Errorf("flow %d, conditions: error %v, want ErrSettings", i, err)
		}
	}
	if after, err := stack.LogProb(t.Context(), x); err != nil || !slices.Equal(after, before) {
		t.Errorf("log-densities %v, error %v; want %v as before", after, err, before)
	}
	flowtest.Must(t, stack.Standardize([]float64{1, 2}, []float64{3, 4}))
}
