// Every layer with every activation: integrated, differentiated, saved and loaded.

package likelihood_test

import (
	"bytes"
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/internal/long"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
)

// TestEveryLayerWithEveryActivation: every layer with every activation is built, integrated, differentiated in first
// and second order, saved and loaded. FFJORD's code cannot build two of its layer types, and cannot choose another.
// Networks are plain, or full: with a condition, a gated output, and Fourier features of t if the layer reads them. A
// thirteenth of the combinations has every layer and every activation, plain and full networks.
func TestEveryLayerWithEveryActivation(t *testing.T) {
	takes := long.OneIn(13)
	for _, layer := range dynamics.Layers() {
		for _, activation := range dynamics.Activations() {
			plain := dynamics.MLPSettings{Hidden: []int{4, 3}, Layer: layer, Activation: activation, Seed: 3, Float64: true}
			full := plain
			full.Cond, full.GateOutput, full.Fourier = 2, true, []float64{1, 2.5}
			if _, err := dynamics.NewMLP(2, &full); err != nil { // the layer does not read features of t
				full.Fourier = nil
			}
			for k, s := range []*dynamics.MLPSettings{&plain, &full} {
				if name := []string{"plain", "full"}[k]; takes() {
					t.Run(string(layer)+" "+string(activation)+" "+name, func(t *testing.T) { checkCombination(t, flowtest.NewMLP(t, 2, s), activation) })
				}
			}
		}
	}
}

func checkCombination(t *testing.T, field dynamics.Field, activation dynamics.Activation) {
	ctx, x, r := context.Background(), flowtest.Points(3, 2, 4), &likelihood.LogProbRequest{}
	cond := dynamics.CondDim(field)
	if cond > 0 {
		r.Condition = flowtest.Points(3, cond, 7)
	}
	if activation == dynamics.Square { // larger weights would make the flow blow up
		for _, p := range field.Params().List() {
			flowtest.Must(t, p.SetAll(scaledBy(p.Values(), 0.5)))
		}
	}
	flow := newFlow(t, field, &likelihood.Settings{Solver: &integrate.Settings{Tableau: tableau.RK4, Steps: 2}})
	d, err := flow.LogProbWith(ctx, x, r)
	flowtest.Must(t, err)
	checkSaved(t, flow, x, r, d.LogProb)
	g, err := flow.Gradient(ctx, x, forGradient(r))
	if activation.TwiceDifferentiable() != nil {
		var why *dynamics.NotSmoothError
		if !errors.As(err, &why) || why.Why == "" {
			t.Errorf("error is %v, want a NotSmoothError with its reason", err)
		}
		return
	}
	flowtest.Must(t, err)
	flowtest.CloseTo(t, "log p of the gradient", g.LogProb, d.LogProb, 1e-12)
	checkFirstOrder(t, flow, x[1:2], r, differenceBound(activation))
	loss := func() float64 {
		d, err := flow.LogProbWith(ctx, x, r)
		flowtest.Must(t, err)
		return -numeric.Mean(d.LogProb)
	}
	bound := differenceBound(activation)
	for i, p := range flow.Params() { // the loss contains tr ∂f/∂z, so that its derivatives have second order
		for _, k := range []int{0, p.Len() / 2} {
			want := slope(&graph.Data[float64](p)[k], func() float64 { flowtest.Touch(flow); return loss() })
			flowtest.Touch(flow)
			flowtest.CloseTo(t, "∂/∂"+p.Name, g.Params[i][k:k+1], []float64{want}, bound)
		}
	}
	flowtest.CloseTo(t, "∂/∂x", g.X[1][:1], []float64{slope(&x[1][0], loss)}, bound)
	if cond > 0 {
		flowtest.CloseTo(t, "∂/∂c", g.Condition[1][:1], []float64{slope(&r.Condition[1][0], loss)}, bound)
	}
}

// differenceBound bounds the error of central differences of fourth order. It is larger for ELU, which has no third
// derivative at 0.
func differenceBound(a dynamics.Activation) float64 {
	if a == dynamics.ELU {
		return 1e-4
	}
	return 1e-8
}

// checkFirstOrder checks that the change of log p is the log-determinant of the map's Jacobian, by differences. The
// trace is the first order of this determinant. Both come from the same tight solve, so that the bound is narrow.
func checkFirstOrder(t *testing.T, flow *likelihood.Flow, x [][]float64, r *likelihood.LogProbRequest, bound float64) {
	t.Helper()
	own := &likelihood.LogProbRequest{}
	if r.Condition != nil {
		own.Condition = r.Condition[1:2]
	}
	tight := newFlow(t, flow.Field(), &likelihood.Settings{Solver: &integrate.Settings{RTol: 1e-11, ATol: 1e-11}})
	d, err := tight.LogProbWith(context.Background(), x, own)
	flowtest.Must(t, err)
	var jacobian [4]float64
	for row := range 2 {
		for col := range 2 {
			jacobian[2*row+col] = slope(&x[0][col], func() float64 {
				z, err := tight.Inverse(context.Background(), x, own.Condition)
				flowtest.Must(t, err)
				return z[0][row]
			})
		}
	}
	determinant := jacobian[0]*jacobian[3] - jacobian[1]*jacobian[2]
	flowtest.CloseTo(t, "log-determinant", d.Change, []float64{math.Log(determinant)}, bound)
}

func checkSaved(t *testing.T, flow *likelihood.Flow, x [][]float64, r *likelihood.LogProbRequest, want []float64) {
	t.Helper()
	var file bytes.Buffer
	flowtest.Must(t, flow.Save(&file))
	loaded, err := likelihood.Load(&file)
	flowtest.Must(t, err)
	got, err := loaded.LogProbWith(context.Background(), x, r)
	flowtest.Must(t, err)
	if !slices.Equal(got.LogProb, want) || math.IsNaN(numeric.Mean(want)) {
		t.Errorf("the loaded flow has %v, the saved one %v", got.LogProb, want)
	}
}
