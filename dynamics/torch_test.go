// Parameters to and from PyTorch's order.

package dynamics_test

import (
	"errors"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
)

// arrays are the network's parameters as PyTorch has them.
func arrays(m *dynamics.MLP) map[string][]float64 {
	all := map[string][]float64{}
	for _, p := range m.Params().List() {
		all[p.Name] = m.ToTorch(p, p.Values())
	}
	return all
}

func TestTorchOrder(t *testing.T) {
	for _, layer := range dynamics.Layers() {
		m := small(t, layer, dynamics.Swish, true, true)
		all := arrays(m)
		if layer == dynamics.Hyper {
			const name = "layers.1._hypernet.2.weight"
			expectClose(t, name, all[name], toTorchOrder(m.Params().Get(name).Values(), 8, 4, 5), 0)
		}
		other, err := dynamics.NewMLP(3, &dynamics.MLPSettings{Hidden: []int{5, 4}, Layer: layer, Activation: dynamics.Swish, Seed: 99, Float64: true,
			GateOutput: true, Cond: 2, Fourier: m.Settings().Fourier, FourierOnly: m.Settings().FourierOnly})
		if err != nil {
			t.Fatal(err)
		}
		if err := other.SetTorch(all); err != nil {
			t.Fatal(err)
		}
		expectSameParams(t, other, m)
	}
}

func TestSetTorchRefusesWhatDoesNotFit(t *testing.T) {
	const name = "layers.0._layer.bias"
	for what, spoil := range map[string]func(all map[string][]float64){
		"missing":   func(all map[string][]float64) { delete(all, name) },
		"left over": func(all map[string][]float64) { all["layers.9._layer.bias"] = nil },
		"short":     func(all map[string][]float64) { all[name] = all[name][1:] },
		"NaN":       func(all map[string][]float64) { all[name] = append([]float64{math.NaN()}, all[name][1:]...) },
	} {
		m, before := small(t, dynamics.Squash, dynamics.Tanh, false, true), small(t, dynamics.Squash, dynamics.Tanh, false, true)
		all := arrays(m)
		all["layers.1._layer.bias"][0] = 17
		spoil(all)
		var bad *dynamics.WeightsError
		if err := m.SetTorch(all); !errors.As(err, &bad) {
			t.Errorf("%s: error %v, want a WeightsError", what, err)
		}
		expectSameParams(t, m, before)
	}
}
