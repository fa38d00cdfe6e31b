package likelihood

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
)

// Defect 2 (FFJORD: two layer types could not be built, another could not be chosen): every layer with every activation
// is built, integrated, differentiated in first and second order, saved and loaded.
func TestEveryLayerWithEveryActivation(t *testing.T) {
	for _, layer := range dynamics.Layers() {
		for _, activation := range dynamics.Activations() {
			t.Run(string(layer)+" "+string(activation), func(t *testing.T) {
				checkCombination(t, &dynamics.MLPSettings{Hidden: []int{4, 3}, Layer: layer, Activation: activation, Seed: 2})
			})
		}
	}
}

func checkCombination(t *testing.T, s *dynamics.MLPSettings) {
	ctx, x := context.Background(), points(3, 2, 4)
	field := newMLP(t, 2, s)
	if s.Activation == dynamics.Square { // or it runs away, and differences with it
		for _, p := range field.Params().List() {
			must(t, p.SetAll(scaledBy(p.Values(), 0.5)))
		}
	}
	flow := newFlow(t, field, &Settings{Solver: &integrate.Settings{Tableau: integrate.RK4, Steps: 2}})
	d, err := flow.LogProbWith(ctx, x, nil)
	must(t, err)
	checkSaved(t, flow, x, d.LogProb)
	g, err := flow.Gradient(ctx, x)
	if s.Activation == dynamics.ReLU {
		var why *dynamics.NotSmoothError
		if !errors.As(err, &why) || why.Why == "" {
			t.Errorf("error is %v, want a NotSmoothError with its reason", err)
		}
		return
	}
	must(t, err)
	closeTo(t, "log p of the gradient", g.LogProb, d.LogProb, 1e-12)
	checkFirstOrder(t, flow, x[0])
	loss := func() float64 {
		logp, err := flow.LogProb(ctx, x)
		must(t, err)
		return -meanOf(logp)
	}
	for i, p := range flow.Params() { // the loss contains tr ∂f/∂z, so this is the second order
		for _, k := range []int{0, p.Len() / 2} {
			want := slope(&graph.Data[float64](p)[k], func() float64 { flow.Touch(); return loss() })
			flow.Touch()
			closeTo(t, "∂/∂"+p.Name, g.Params[i][k:k+1], []float64{want}, differenceBound(s.Activation))
		}
	}
	closeTo(t, "∂/∂x", g.X[1][:1], []float64{slope(&x[1][0], loss)}, differenceBound(s.Activation))
}

// differenceBound is that of central differences of fourth order; elu's third derivative is not there at 0.
func differenceBound(a dynamics.Activation) float64 {
	if a == dynamics.ELU {
		return 1e-4
	}
	return 1e-8
}

// checkFirstOrder: the integrated trace of a short solve is the trace of the flow map's Jacobian, by differences.
func checkFirstOrder(t *testing.T, flow *Flow, x []float64) {
	t.Helper()
	field := flow.Field()
	_, tr, _ := traceOf(t, field, TraceSettings{}, integrate.PerRow, 0.4, [][]float64{x})
	want := differenceTrace(t, field, 0.4, [][]float64{x})
	closeTo(t, "trace", tr, want, differenceBound(field.(*dynamics.MLP).Settings().Activation))
}

func checkSaved(t *testing.T, flow *Flow, x [][]float64, want []float64) {
	t.Helper()
	var file bytes.Buffer
	must(t, flow.Save(&file))
	loaded, err := Load(&file)
	must(t, err)
	got, err := loaded.LogProb(context.Background(), x)
	must(t, err)
	if !slices.Equal(got, want) || math.IsNaN(meanOf(got)) {
		t.Errorf("the loaded flow has %v, the saved one %v", got, want)
	}
}
