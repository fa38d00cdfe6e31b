// Values of networks against the formulas of their layers.

package dynamics_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/internal/long"
)

// combinations calls test for every layer × activation × batch size × kind of time, without the build tag long for a
// third of them.
func combinations(t *testing.T, test func(t *testing.T, m *dynamics.MLP, rows int, timePerRow bool)) {
	takes := long.OneIn(3)
	for _, layer := range dynamics.Layers() {
		for _, activation := range dynamics.Activations() {
			for _, rows := range []int{1, 7} {
				for _, timePerRow := range []bool{false, true} {
					if !takes() {
						continue
					}
					name := fmt.Sprintf("%s/%s/%d/%v", layer, activation, rows, timePerRow)
					t.Run(name, func(t *testing.T) {
						test(t, small(t, layer, activation, rows > 1, timePerRow), rows, timePerRow)
					})
				}
			}
		}
	}
}

// small is a network with those of the features asked for that the layer has.
func small(t testing.TB, layer dynamics.Layer, activation dynamics.Activation, conditional, gateOutput bool) *dynamics.MLP {
	s := &dynamics.MLPSettings{Hidden: []int{5, 4}, Layer: layer, Activation: activation, Seed: 3, Float64: true, GateOutput: gateOutput}
	if conditional {
		s.Cond = 2
	}
	if !slices.Contains([]dynamics.Layer{dynamics.Ignore, dynamics.Blend, dynamics.Gated}, layer) && gateOutput {
		s.Fourier = []float64{1, math.Pi}
		s.FourierOnly = conditional
	}
	m, err := dynamics.NewMLP(3, s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestValuesAgreeWithPlainGo(t *testing.T) {
	combinations(t, func(t *testing.T, m *dynamics.MLP, rows int, timePerRow bool) {
		r := newRig(t, m, rows, timePerRow)
		f := r.evaluator(r.build())
		for range 3 {
			expectClose(t, "f", f()[0], plainValues(r), 1e-13)
			for i := range r.values {
				r.values[i] = r.normal(len(r.values[i]))
			}
		}
	})
}

// plainValues is f by the reference.
func plainValues(r *rig) []float64 {
	plain := newReference(r.field.(*dynamics.MLP))
	var want []float64
	for row := range r.rows {
		time := r.values[0][row%len(r.values[0])]
		var c []float64
		if width := dynamics.CondDim(r.field); width > 0 {
			c = r.values[2][row*width : (row+1)*width]
		}
		want = append(want, plain.f(time, r.values[1][row*3:(row+1)*3], c)...)
	}
	return want
}

func TestSinglePrecisionAgreesWithPlainGo(t *testing.T) {
	for _, layer := range dynamics.Layers() {
		m, err := dynamics.NewMLP(3, &dynamics.MLPSettings{Layer: layer, Seed: 5})
		if err != nil {
			t.Fatal(err)
		}
		r := newRig(t, m, 20, true)
		expectClose(t, string(layer), r.evaluator(r.build())()[0], plainValues(r), 2e-6)
	}
}

func TestLargeArgumentsStayFinite(t *testing.T) {
	for _, activation := range []dynamics.Activation{dynamics.Tanh, dynamics.Softplus, dynamics.ELU, dynamics.Swish, dynamics.SiLU, dynamics.GELU, dynamics.Sigmoid, dynamics.SELU} {
		m := small(t, dynamics.ConcatSquash, activation, false, true)
		r := newRig(t, m, 2, true)
		r.values[1] = []float64{1e4, -1e4, 1e4, -1e4, 1e4, -1e4}
		f := r.build()
		out := r.evaluator(f, r.pull(f, f, r.z)[0])()
		for _, x := range append(out[0], out[1]...) {
			if math.IsNaN(x) || math.IsInf(x, 0) {
				t.Errorf("%s: %v", activation, out)
				break
			}
		}
	}
}
