// Parameters to and from PyTorch's order.

package dynamics

import (
	"errors"
	"math"
	"testing"
)

// arrays are the network's parameters as PyTorch has them.
func arrays(m *MLP) map[string][]float64 {
	all := map[string][]float64{}
	for _, p := range m.Params().List() {
		all[p.Name] = m.ToTorch(p, p.Values())
	}
	return all
}

func TestTorchOrder(t *testing.T) {
	for _, layer := range Layers() {
		m := small(t, layer, Swish, true, true)
		all := arrays(m)
		if layer == Hyper {
			const name = "layers.1._hypernet.2.weight"
			expectClose(t, name, all[name], toTorchOrder(m.Params().Get(name).Values(), 8, 4, 5), 0)
		}
		other, err := NewMLP(3, &MLPSettings{Hidden: []int{5, 4}, Layer: layer, Activation: Swish, Seed: 99, Float64: true,
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
		m, before := small(t, Squash, Tanh, false, true), small(t, Squash, Tanh, false, true)
		all := arrays(m)
		all["layers.1._layer.bias"][0] = 17
		spoil(all)
		var bad *WeightsError
		if err := m.SetTorch(all); !errors.As(err, &bad) {
			t.Errorf("%s: %v", what, err)
		}
		expectSameParams(t, m, before)
	}
}
