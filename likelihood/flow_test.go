// A flow as a change of variables: its log-determinant, inverse, integral, samples and conditions.

package likelihood_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"gonum.org/v1/gonum/mat"
)

// TestIntegratedTraceIsTheLogDeterminant: the integrated trace is the logarithm of the determinant of the flow map's
// Jacobian.
func TestIntegratedTraceIsTheLogDeterminant(t *testing.T) {
	ctx := context.Background()
	flow := newFlow(t, flowtest.BentField(t, 3), &likelihood.Settings{Solver: tightSolver(), T0: 0.2, T1: 1.1})
	x := flowtest.Points(2, 3, 3)
	d, err := flow.LogProbWith(ctx, x, nil)
	flowtest.Must(t, err)
	for i := range x {
		jacobian := mat.NewDense(3, 3, nil)
		for row := range 3 {
			for col := range 3 {
				jacobian.Set(row, col, slope(&x[i][col], func() float64 {
					z, err := flow.Inverse(ctx, x, nil)
					flowtest.Must(t, err)
					return z[i][row]
				}))
			}
		}
		logDet, _ := mat.LogDet(jacobian)
		flowtest.CloseTo(t, "Δl", d.Change[i:i+1], []float64{logDet}, 1e-9)
	}
}

func TestInverseUndoesForward(t *testing.T) {
	ctx := context.Background()
	for _, dtype := range []bool{true, false} {
		field, err := dynamics.NewMLP(4, &dynamics.MLPSettings{Hidden: []int{12}, Float64: dtype, Seed: 1})
		flowtest.Must(t, err)
		flow := newFlow(t, field, &likelihood.Settings{T0: -1, T1: 1, Solver: &integrate.Settings{RTol: 2e-6, ATol: 2e-6}})
		flowtest.Must(t, flow.Standardize([]float64{1, 2, 3, 4}, []float64{0.5, 1, 2, 4}))
		z := flowtest.Points(150, 4, 5)
		x, err := flow.Forward(ctx, z, nil)
		flowtest.Must(t, err)
		back, err := flow.Inverse(ctx, x, nil)
		flowtest.Must(t, err)
		flowtest.CloseRows(t, "round trip", back, z, 1e-4)
	}
}

// TestDensityIntegratesToOne: ∫p dx = 1 by the trapezoidal rule, which converges exponentially for a density that
// vanishes at the border.
func TestDensityIntegratesToOne(t *testing.T) {
	flow := newFlow(t, flowtest.BentField(t, 2), &likelihood.Settings{Solver: &integrate.Settings{RTol: 1e-6, ATol: 1e-6}})
	const n, half = 121, 7.5
	step := 2 * half / (n - 1)
	grid := numeric.NewRows(n*n, 2)
	for i := range grid {
		grid[i][0], grid[i][1] = -half+step*float64(i%n), -half+step*float64(i/n)
	}
	logp, err := flow.LogProb(context.Background(), grid)
	flowtest.Must(t, err)
	sum := 0.0
	for _, v := range logp {
		sum += math.Exp(v) * step * step
	}
	if math.Abs(sum-1) > 1e-3 {
		t.Errorf("∫p = %g", sum)
	}
}

// TestSamples: a sample depends on the seed and its row. Its log-density is that of LogProb.
func TestSamples(t *testing.T) {
	ctx := context.Background()
	flow := newFlow(t, flowtest.BentField(t, 2), &likelihood.Settings{Solver: &integrate.Settings{RTol: 1e-8, ATol: 1e-8}})
	flowtest.Must(t, flow.Standardize([]float64{5, -5}, []float64{2, 0.3}))
	many, logp, err := sampleAndLogProb(ctx, flow, 100, 7)
	flowtest.Must(t, err)
	few, err := flow.Sample(ctx, 10, 7)
	flowtest.Must(t, err)
	flowtest.CloseRows(t, "fewer samples", few, many[:10], 1e-5) // samples with log-densities have other steps, which Δl helps to control
	again, err := flow.Sample(ctx, 100, 7)
	flowtest.Must(t, err)
	for i := range few {
		if !slices.Equal(few[i], again[i]) {
			t.Fatal("a sample depends on how many there are")
		}
	}
	density, err := flow.LogProb(ctx, many)
	flowtest.Must(t, err)
	flowtest.CloseTo(t, "log p of samples", logp, density, 1e-5)
	other, err := flow.Sample(ctx, 10, 8)
	flowtest.Must(t, err)
	if other[0][0] == few[0][0] {
		t.Error("another seed gives the same sample")
	}
}

// TestRowsDoNotSeeEachOther: a row's log-density has the same bits alone, in any batch, in any order and with any
// number of workers.
func TestRowsDoNotSeeEachOther(t *testing.T) {
	ctx := context.Background()
	for _, dtype := range []bool{true, false} {
		field, err := dynamics.NewMLP(3, &dynamics.MLPSettings{Hidden: []int{9, 9}, Float64: dtype, Seed: 1})
		flowtest.Must(t, err)
		x := flowtest.Points(203, 3, 1)
		one := newFlow(t, field, &likelihood.Settings{Solver: &integrate.Settings{Workers: 1}})
		all, err := one.LogProb(ctx, x)
		flowtest.Must(t, err)
		slices.Reverse(x)
		reversed, err := newFlow(t, field, &likelihood.Settings{Solver: &integrate.Settings{Workers: 8}}).LogProb(ctx, x)
		flowtest.Must(t, err)
		slices.Reverse(reversed)
		if !slices.Equal(all, reversed) {
			t.Error("log p depends on order or workers")
		}
		alone, err := one.LogProb(ctx, x[:1])
		flowtest.Must(t, err)
		if alone[0] != all[len(all)-1] {
			t.Error("log p depends on the batch")
		}
	}
}

func TestForeignBases(t *testing.T) {
	ctx := context.Background()
	x := flowtest.Points(3, 3, 2)
	plain, err := newFlow(t, flowtest.BentField(t, 3), nil).LogProb(ctx, x)
	flowtest.Must(t, err)
	flow := newFlow(t, flowtest.BentField(t, 3), &likelihood.Settings{Base: flowtest.OnlyLogProb{}})
	logp, err := flow.LogProb(ctx, x)
	flowtest.Must(t, err)
	flowtest.CloseTo(t, "log p", logp, plain, 0)
	_, err = flow.Gradient(ctx, x, nil)
	flowtest.WantError(t, "no score", err, likelihood.ErrNoScore)
	_, err = flow.Sample(ctx, 3, 1)
	flowtest.WantError(t, "no sampler", err, base.ErrNoSampler)

	foreign := newFlow(t, flowtest.BentField(t, 3), &likelihood.Settings{Base: newForeignNormal(t, []float64{0.3, -1, 0.5}, testCovariance)})
	ours := newFlow(t, flowtest.BentField(t, 3), &likelihood.Settings{Base: testBases(t)["full"]})
	for _, f := range []*likelihood.Flow{foreign, ours} {
		_, err := f.Sample(ctx, 5, 1)
		flowtest.Must(t, err)
	}
	a, err := foreign.Gradient(ctx, x, nil)
	flowtest.Must(t, err)
	b, err := ours.Gradient(ctx, x, nil)
	flowtest.Must(t, err)
	flowtest.CloseTo(t, "loss", []float64{a.Loss}, []float64{b.Loss}, 1e-12)
	for i := range a.Params {
		flowtest.CloseTo(t, "gradient", a.Params[i], b.Params[i], 1e-12)
	}
	_, err = likelihood.New(flowtest.BentField(t, 2), &likelihood.Settings{Base: testBases(t)["full"]})
	flowtest.WantError(t, "dimension of the base", err, likelihood.ErrSettings)
}

// TestConditionalFlow: each row has its own condition, or all rows have the same one. The gradient with respect to
// conditions equals differences, and samples have the log-density under their condition.
func TestConditionalFlow(t *testing.T) {
	ctx := context.Background()
	field := flowtest.NewMLP(t, 2, &dynamics.MLPSettings{Hidden: []int{8, 8}, Cond: 3, Seed: 4})
	flow := newFlow(t, field, &likelihood.Settings{Solver: &integrate.Settings{RTol: 1e-9, ATol: 1e-9}})
	x, c := flowtest.Points(5, 2, 1), flowtest.Points(5, 3, 2)
	all, err := flow.LogProbWith(ctx, x, &likelihood.LogProbRequest{Condition: c})
	flowtest.Must(t, err)
	for i := range x {
		one, err := flow.LogProbWith(ctx, x[i:i+1], &likelihood.LogProbRequest{Condition: c[i : i+1]})
		flowtest.Must(t, err)
		if one.LogProb[0] != all.LogProb[i] {
			t.Error("a row has another row's condition")
		}
	}
	same, err := flow.LogProbWith(ctx, x, &likelihood.LogProbRequest{Condition: c[:1]})
	flowtest.Must(t, err)
	if same.LogProb[0] != all.LogProb[0] || same.LogProb[1] == all.LogProb[1] {
		t.Error("a single condition does not stand for all rows")
	}
	for _, conditions := range [][][]float64{c, c[:1]} {
		g, err := flow.Gradient(ctx, x, &likelihood.GradientRequest{Condition: conditions})
		flowtest.Must(t, err)
		for i, row := range conditions {
			for k := range row {
				want := slope(&row[k], func() float64 {
					d, err := flow.LogProbWith(ctx, x, &likelihood.LogProbRequest{Condition: conditions})
					flowtest.Must(t, err)
					return -numeric.Mean(d.LogProb)
				})
				flowtest.CloseTo(t, "∂/∂c", g.Condition[i][k:k+1], []float64{want}, 1e-6)
			}
		}
	}
	s, err := flow.SampleWith(ctx, 4, 1, &likelihood.SampleRequest{Condition: c[:4], LogProb: true})
	flowtest.Must(t, err)
	d, err := flow.LogProbWith(ctx, s.X, &likelihood.LogProbRequest{Condition: c[:4]})
	flowtest.Must(t, err)
	flowtest.CloseTo(t, "log p of conditional samples", s.LogProb, d.LogProb, 1e-6)
	_, err = flow.LogProb(ctx, x)
	flowtest.WantError(t, "no condition", err, likelihood.ErrCondition)
	_, err = newFlow(t, flowtest.BentField(t, 2), nil).LogProbWith(ctx, x, &likelihood.LogProbRequest{Condition: c})
	flowtest.WantError(t, "condition of an unconditional flow", err, likelihood.ErrCondition)
}
