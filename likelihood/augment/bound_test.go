// The bound of an augmented flow against closed forms, and its gradient against differences.

package augment_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/augment"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"gonum.org/v1/gonum/mat"
)

// TestBoundIsOfTheDataAlone: with a linear field the density of the data is known, since it is a marginal of a
// normal density. The bound approaches this density from below in the mean. ContinuousNormalizingFlows reported the
// joint density with the extra columns instead.
func TestBoundIsOfTheDataAlone(t *testing.T) {
	ctx := context.Background()
	// The extra columns contract: given x, their density is narrower than q, so that the weights have a variance.
	contracting := mat.NewDense(3, 3, []float64{0.2, -0.6, 0.1, 0.5, -0.7, 0.1, -0.2, 0.3, -0.5})
	field, _ := flowtest.LinearField(t, contracting)
	flow := newFlow(t, field, &likelihood.Settings{Solver: tightSolver()})
	a, err := augment.New(flow, 2)
	flowtest.Must(t, err)
	flowtest.Must(t, a.Standardize([]float64{2}, []float64{3}))
	x := [][]float64{{0.5}, {3}}
	var m, c mat.Dense
	m.Exp(contracting)
	c.Mul(m.T(), &m)
	for i, row := range x {
		u := (row[0] - 2) / 3
		want := -0.5*u*u/c.At(0, 0) - 0.5*math.Log(2*math.Pi*c.At(0, 0)) - math.Log(3)
		last := math.Inf(-1)
		for _, draws := range []int{1, 10, 100} {
			a.Draws = draws
			bounds, err := a.LogProb(ctx, copies(300, row))
			flowtest.Must(t, err)
			mean, deviation := meanAndDeviation(bounds)
			if mean > want+4*deviation || mean < last {
				t.Errorf("row %d, %d draws: bound %g ± %g, before %g, log p is %g", i, draws, mean, deviation, last, want)
			}
			last = mean
			weights := make([]float64, len(bounds)) // exp(bound) is unbiased: its expectation is p(x)
			for k, b := range bounds {
				weights[k] = math.Exp(b - want)
			}
			if mean, d := meanAndDeviation(weights); math.Abs(mean-1) > 4*d {
				t.Errorf("row %d, %d draws: E exp(bound)/p is %g ± %g", i, draws, mean, d)
			}
		}
		if want-last > 0.02 {
			t.Errorf("row %d: bound %g with 100 draws, log p is %g", i, last, want)
		}
	}
}

// meanAndDeviation returns the mean of x and the mean's standard deviation.
func meanAndDeviation(x []float64) (mean, ofTheMean float64) {
	return numeric.Mean(x), numeric.Deviation(x) / math.Sqrt(float64(len(x)))
}

// TestGradient: the gradient is that of the bound as drawn, with respect to parameters and data. The draws of
// the extra columns depend on the seed.
func TestGradient(t *testing.T) {
	ctx, x := context.Background(), flowtest.Points(4, 2, 5)
	flow := newFlow(t, flowtest.NewMLP(t, 3, &dynamics.MLPSettings{Hidden: []int{5}, Seed: 1}), &likelihood.Settings{Solver: &integrate.Settings{Tableau: tableau.RK4, Steps: 3}})
	a, err := augment.New(flow, 1)
	flowtest.Must(t, err)
	a.Draws = 1
	flowtest.Must(t, a.Standardize([]float64{1, 2}, []float64{3, 0.5}))
	r := &likelihood.LogProbRequest{ProbeSeed: 7}
	loss := func() float64 {
		d, err := a.LogProbWith(ctx, x, r)
		flowtest.Must(t, err)
		return -numeric.Mean(d.LogProb)
	}
	g, err := a.Gradient(ctx, x, &likelihood.GradientRequest{ProbeSeed: 7})
	flowtest.Must(t, err)
	flowtest.CloseTo(t, "loss", []float64{g.Loss, -numeric.Mean(g.LogProb)}, []float64{loss(), loss()}, 1e-12)
	for i, p := range a.Params() {
		want := slope(&graph.Data[float64](p)[0], func() float64 { flowtest.Touch(a); return loss() })
		flowtest.Touch(a)
		flowtest.CloseTo(t, p.Name, g.Params[i][:1], []float64{want}, 1e-8)
	}
	flowtest.CloseTo(t, "∂/∂x", g.X[1], []float64{slope(&x[1][0], loss), slope(&x[1][1], loss)}, 1e-8)
	other, err := a.Gradient(ctx, x, &likelihood.GradientRequest{ProbeSeed: 8})
	flowtest.Must(t, err)
	if slices.Equal(other.LogProb, g.LogProb) {
		t.Error("another seed draws the same")
	}
	mean, std := a.Standardization()
	if !slices.Equal(mean, []float64{1, 2}) || !slices.Equal(std, []float64{3, 0.5}) {
		t.Errorf("standardisation is %v, %v", mean, std)
	}
	if mean, std = flow.Standardization(); !slices.Equal(mean, []float64{1, 2, 0}) || !slices.Equal(std, []float64{3, 0.5, 1}) {
		t.Errorf("standardisation with the extra column is %v, %v", mean, std)
	}
	s, err := a.Sample(ctx, 3, 1)
	flowtest.Must(t, err)
	whole, err := flow.Sample(ctx, 3, 1)
	flowtest.Must(t, err)
	flowtest.CloseRows(t, "samples", s, [][]float64{whole[0][:2], whole[1][:2], whole[2][:2]}, 0)
}

// TestByProbesIsForSingleDraws: several draws are refused with an estimated trace, since their mean would lie
// above log p(x). One draw is the default there.
func TestByProbesIsForSingleDraws(t *testing.T) {
	ctx, x := context.Background(), flowtest.Points(4, 2, 5)
	for _, method := range []trace.Method{trace.Hutchinson, trace.HutchPP} {
		flow := newFlow(t, flowtest.NewMLP(t, 3, &dynamics.MLPSettings{Hidden: []int{5}, Seed: 1}), &likelihood.Settings{Trace: trace.Settings{Method: method}})
		a, err := augment.New(flow, 1)
		flowtest.Must(t, err)
		byDefault, err := a.LogProb(ctx, x)
		flowtest.Must(t, err)
		a.Draws = 1
		single, err := a.LogProb(ctx, x)
		flowtest.Must(t, err)
		flowtest.CloseTo(t, "draws by default", byDefault, single, 0)
		a.Draws = 2
		_, err = a.LogProb(ctx, x)
		flowtest.WantError(t, "two draws", err, likelihood.ErrSettings)
	}
}

// TestDrawsAreBounded: numbers of draws that are negative, or that no memory holds, are refused.
func TestDrawsAreBounded(t *testing.T) {
	a, err := augment.New(newFlow(t, flowtest.NewMLP(t, 3, &dynamics.MLPSettings{Hidden: []int{5}, Seed: 1}), nil), 1)
	flowtest.Must(t, err)
	for _, a.Draws = range []int{-1, min(1<<40, math.MaxInt), math.MaxInt} {
		_, err := a.LogProb(t.Context(), flowtest.Points(4, 2, 5))
		flowtest.WantError(t, "draws", err, likelihood.ErrSettings)
	}
}

// TestStack: the bound of an augmented stack comes from the joint density of the stack.
func TestStack(t *testing.T) {
	ctx, x := context.Background(), flowtest.Points(20, 2, 5)
	var fields []dynamics.Field
	for seed := range uint64(2) {
		fields = append(fields, flowtest.NewMLP(t, 3, &dynamics.MLPSettings{Hidden: []int{6, 5}, Seed: seed}))
	}
	stack, err := likelihood.NewStack(fields, nil)
	flowtest.Must(t, err)
	a, err := augment.New(stack, 1)
	flowtest.Must(t, err)
	a.Draws = 1
	rows, logq, err := a.Drawn(ctx, x, 1)
	flowtest.Must(t, err)
	joint, err := stack.LogProb(ctx, rows)
	flowtest.Must(t, err)
	bound, err := a.LogProb(ctx, x)
	flowtest.Must(t, err)
	for i := range joint {
		joint[i] -= logq[i]
	}
	flowtest.CloseTo(t, "bound", bound, joint, 1e-12)
}

// TestRefuses: what is no data, no condition or no log-density of the data is refused.
func TestRefuses(t *testing.T) {
	ctx := context.Background()
	flow := newFlow(t, flowtest.NewMLP(t, 3, &dynamics.MLPSettings{Hidden: []int{5}, Cond: 2}), nil)
	for _, extra := range []int{0, 3} {
		_, err := augment.New(flow, extra)
		flowtest.WantError(t, "extra columns", err, likelihood.ErrSettings)
	}
	a, err := augment.New(flow, 1)
	flowtest.Must(t, err)
	x, c := flowtest.Points(3, 2, 1), flowtest.Points(3, 2, 2)
	_, err = flow.LogProbWith(ctx, x, &likelihood.LogProbRequest{Condition: c})
	flowtest.WantError(t, "data of a flow that is not augmented", err, likelihood.ErrWidth)
	_, err = a.LogProbWith(ctx, flowtest.Points(3, 3, 1), &likelihood.LogProbRequest{Condition: c})
	flowtest.WantError(t, "data with the extra columns", err, likelihood.ErrWidth)
	_, err = a.LogProb(ctx, x)
	flowtest.WantError(t, "no condition", err, likelihood.ErrCondition)
	_, err = a.LogProbWith(ctx, x, &likelihood.LogProbRequest{Condition: c, Certify: true})
	flowtest.WantError(t, "certificate of a bound", err, likelihood.ErrSettings)
	_, err = a.SampleWith(ctx, 3, 1, &likelihood.SampleRequest{Condition: c, LogProb: true})
	flowtest.WantError(t, "log-densities of samples", err, likelihood.ErrSettings)
	all, err := a.LogProbWith(ctx, x, &likelihood.LogProbRequest{Condition: c})
	flowtest.Must(t, err)
	first, err := a.LogProbWith(ctx, x[:1], &likelihood.LogProbRequest{Condition: c[:1]})
	flowtest.Must(t, err)
	if first.LogProb[0] != all.LogProb[0] {
		t.Error("a row's bound depends on the batch")
	}
}

// TestStackObserves: an augmented flow hands the gradient of a step on to its stack, whose running moments
// move.
func TestStackObserves(t *testing.T) {
	field, err := dynamics.NewMLP(3, &dynamics.MLPSettings{Hidden: []int{4}, Float64: true, Seed: 1})
	flowtest.Must(t, err)
	s, err := likelihood.NewStack([]dynamics.Field{field}, &likelihood.StackSettings{Norm: &likelihood.NormSettings{Ends: true}})
	flowtest.Must(t, err)
	a, err := augment.New(s, 1)
	flowtest.Must(t, err)
	g, err := a.Gradient(context.Background(), flowtest.Points(9, 2, 1), nil)
	flowtest.Must(t, err)
	before := valuesOf(s.Params())
	a.Observe(g)
	if slices.Equal(before, valuesOf(s.Params())) {
		t.Error("the running moments of the stack have not moved")
	}
}

func valuesOf(params []*graph.Param) (values []float64) {
	for _, p := range params {
		values = append(values, p.Values()...)
	}
	return values
}
