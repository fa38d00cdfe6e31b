// Networks of convolutions: settings, residual connections, both precisions, and rows that do not meet.

package dynamics_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
)

func TestBadConvSettings(t *testing.T) {
	small := dynamics.Image{Channels: 1, Height: 4, Width: 4}
	for name, c := range map[string]struct {
		setting  string
		image    dynamics.Image
		settings *dynamics.ConvSettings
	}{
		"no image":           {"image", dynamics.Image{}, nil},
		"overflow":           {"image", dynamics.Image{Channels: math.MaxInt, Height: math.MaxInt, Width: 3}, nil},
		"large":              {"image", dynamics.Image{Channels: 2, Height: 1 << 10, Width: 1 << 10}, nil},
		"no channels":        {"Hidden[1]", small, &dynamics.ConvSettings{Hidden: []int{2, 0}}},
		"many channels":      {"Hidden[0]", small, &dynamics.ConvSettings{Hidden: []int{math.MaxInt}}},
		"many layers":        {"Hidden", small, &dynamics.ConvSettings{Hidden: make([]int, 1<<20)}},
		"few strides":        {"Strides", small, &dynamics.ConvSettings{Hidden: []int{2}, Strides: []int{1}}},
		"another stride":     {"Strides[0]", small, &dynamics.ConvSettings{Hidden: []int{2}, Strides: []int{3, 1}}},
		"halved too often":   {"Strides[2]", small, &dynamics.ConvSettings{Hidden: []int{2, 2, 2}, Strides: []int{2, 2, 2, 1}}},
		"doubled too often":  {"Strides[10]", small, &dynamics.ConvSettings{Hidden: fill(40, 1), Strides: fill(41, -2)}},
		"does not come back": {"Strides", small, &dynamics.ConvSettings{Hidden: []int{2}, Strides: []int{2, 1}}},
		"layer":              {"Layer", small, &dynamics.ConvSettings{Layer: "convolution"}},
		"activation":         {"Activation", small, &dynamics.ConvSettings{Activation: "Softplus"}},
	} {
		m, err := dynamics.NewConv(c.image, c.settings)
		var bad *dynamics.SettingError
		if !errors.As(err, &bad) || bad.Setting != c.setting || m != nil {
			t.Errorf("%s: got %v, %v; want an error about %s", name, m, err, c.setting)
		}
	}
}

// TestStridesOfALine: the error of a stride of 2 for an image of one line does not say that the stride suits images of its size.
func TestStridesOfALine(t *testing.T) {
	_, err := dynamics.NewConv(dynamics.Image{Channels: 1, Height: 1, Width: 8}, &dynamics.ConvSettings{Hidden: []int{2}, Strides: []int{2, -2}})
	var bad *dynamics.SettingError
	if !errors.As(err, &bad) || bad.Setting != "Strides[0]" || !strings.Contains(bad.Want, "two lines and two columns") {
		t.Errorf("%v, want an error about Strides[0] that asks for two lines", err)
	}
}

func fill(n, value int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = value
	}
	return list
}

// TestConvIfRefuses: a refused parameter ends the construction.
func TestConvIfRefuses(t *testing.T) {
	refused := errors.New("refused")
	m, err := dynamics.NewConvIf(func(name string, rows, cols int) error {
		if name == "layers.1._layer.weight" {
			return refused
		}
		return nil
	}, dynamics.Image{Channels: 1, Height: 4, Width: 4}, nil)
	if !errors.Is(err, refused) || m != nil {
		t.Errorf("network %v, error %v; want the refusal alone", m, err)
	}
}

// TestConvSettingsAsJSON: settings survive JSON and make an equal network. In single precision the network is the same but
// for rounding.
func TestConvSettingsAsJSON(t *testing.T) {
	image := dynamics.Image{Channels: 2, Height: 4, Width: 6}
	for _, activation := range dynamics.Activations() {
		s := &dynamics.ConvSettings{Hidden: []int{3, 4, 3}, Strides: []int{1, 2, -2, 1}, Layer: dynamics.ConcatSquash, Activation: activation, Residual: true, Seed: 5, Float64: true}
		m := newConv(t, image, s)
		text, err := json.Marshal(m.Settings())
		if err != nil {
			t.Fatal(err)
		}
		var read dynamics.ConvSettings
		if err := json.Unmarshal(text, &read); err != nil {
			t.Fatal(err)
		}
		again := newConv(t, image, &read)
		want := valuesAt(t, m)
		if got := valuesAt(t, again); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: %v, want %v", activation, got, want)
		}
		read.Float64 = false
		expectClose(t, string(activation)+" in single precision", valuesAt(t, newConv(t, image, &read)), want, 1e-4)
	}
}

func newConv(t *testing.T, image dynamics.Image, s *dynamics.ConvSettings) *dynamics.Conv {
	t.Helper()
	m, err := dynamics.NewConv(image, s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// valuesAt are f at three random points.
func valuesAt(t *testing.T, m *dynamics.Conv) []float64 {
	t.Helper()
	r := newRig(t, m, 3, true)
	return r.evaluator(r.build())()[0]
}

// TestConvResidual: with kernels of zeros a hidden layer gives softplus(0) everywhere, so that what passes beside the
// layers can be counted. The last layer takes the mean of its channels.
func TestConvResidual(t *testing.T) {
	image := dynamics.Image{Channels: 1, Height: 4, Width: 4}
	s := &dynamics.ConvSettings{Hidden: []int{2, 3, 3, 2, 2}, Strides: []int{1, 2, 1, -2, 1, 1}, Layer: dynamics.Ignore, Residual: true, Float64: true}
	for residual, want := range map[bool]float64{false: math.Ln2, true: 3 * math.Ln2} { // layer 0, then 3 joined by 0, then 4 joined by its argument
		s.Residual = residual
		m := newConv(t, image, s)
		for _, p := range m.Params().List() {
			for i := range p.Len() {
				p.Set(i, 0)
			}
		}
		for c := range 2 {
			m.Params().Get("layers.5._layer.weight").Set(c*9+4, 0.5)
		}
		m.Params().Touch()
		for _, got := range valuesAt(t, m) {
			expectClose(t, fmt.Sprint("residual ", residual), []float64{got}, []float64{want}, 1e-12)
		}
	}
}

func TestConvOfNothing(t *testing.T) {
	var none *dynamics.Conv
	b := graph.NewBuilder[float64](2)
	if _, err := none.Build(b, b.Input("t", 1), b.Input("z", 3), nil); err == nil {
		t.Error("a nil network builds")
	}
}
