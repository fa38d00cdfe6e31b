// Gradients of a row or a few, whose tangents, probes and convolutions are the lanes of a step.

package likelihood_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
)

// TestGradientOfFewRows: a gradient of one row has the bits of that in a pack of many lanes, and one of a few rows is theirs to
// rounding, with each kind of trace and layer.
func TestGradientOfFewRows(t *testing.T) {
	mlp := func(dim int, s dynamics.MLPSettings) dynamics.Field {
		s.Seed = 1
		f, err := dynamics.NewMLP(dim, &s)
		flowtest.Must(t, err)
		return f
	}
	conv, err := dynamics.NewConv(dynamics.Image{Channels: 1, Height: 4, Width: 4}, &dynamics.ConvSettings{Hidden: []int{3, 5}, Strides: []int{1, 2, -2}, Seed: 1})
	flowtest.Must(t, err)
	for name, c := range map[string]struct {
		field dynamics.Field
		trace trace.Settings
	}{
		"tangents":          {mlp(7, dynamics.MLPSettings{Hidden: []int{20, 20, 20}, GateOutput: true}), trace.Settings{Method: trace.Tangents}},
		"cotangents":        {mlp(7, dynamics.MLPSettings{Hidden: []int{3, 20, 20}}), trace.Settings{Method: trace.Cotangents}},
		"probes":            {mlp(7, dynamics.MLPSettings{Hidden: []int{20, 20, 20}}), trace.Settings{Method: trace.Hutchinson, Probes: 5}},
		"hutch++":           {mlp(7, dynamics.MLPSettings{Hidden: []int{20, 20, 20}}), trace.Settings{Method: trace.HutchPP, Probes: 6}},
		"closed form":       {mlp(7, dynamics.MLPSettings{Hidden: []int{20, 20}}), trace.Settings{}},
		"convolutions":      {conv, trace.Settings{Method: trace.Hutchinson, Probes: 3}},
		"convolutions once": {conv, trace.Settings{Method: trace.Hutchinson}},
	} {
		t.Run(name, func(t *testing.T) {
			few := newFlow(t, c.field, &likelihood.Settings{Trace: c.trace})
			packs := newFlow(t, c.field, &likelihood.Settings{Trace: c.trace, Solver: &integrate.Settings{Lanes: 16}})
			for _, rows := range []int{1, 2, 5} {
				x := flowtest.Points(rows, c.field.Dim(), 7)
				got, want := gradientNumbers(t, few, x), gradientNumbers(t, packs, x)
				for i, v := range want {
					if d := math.Abs(got[i] - v); rows == 1 && math.Float64bits(got[i]) != math.Float64bits(v) || !(d <= 1e-5*(1+math.Abs(v))) {
						t.Fatalf("%d rows, number %d: %v, in a pack %v", rows, i, got[i], v)
					}
				}
			}
		})
	}
}

// gradientNumbers are all numbers of a gradient.
func gradientNumbers(t *testing.T, flow *likelihood.Flow, x [][]float64) (all []float64) {
	g, err := flow.Gradient(t.Context(), x, nil)
	if err != nil {
		t.Fatalf("%+v", fmt.Errorf("%d rows: %w", len(x), err))
	}
	all = append(all, g.Loss)
	all = append(all, g.LogProb...)
	for _, list := range [][][]float64{g.Params, g.X} {
		for _, numbers := range list {
			all = append(all, numbers...)
		}
	}
	return all
}
