// Residual connections and normalisations: values, derivatives, factors and settings.

package dynamics_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
)

// deep calls test for every layer with residual connections, a normalisation and both, at two and three hidden layers.
func deep(t *testing.T, test func(t *testing.T, r *rig, s dynamics.MLPSettings)) {
	for i, layer := range dynamics.Layers() {
		for bits := 1; bits < 4; bits++ {
			for depth := 2; depth < 4; depth++ {
				s := dynamics.MLPSettings{Hidden: []int{4, 4, 4}[:depth], Layer: layer, Activation: dynamics.Activations()[(i+bits)%8], Seed: 3, Float64: true, Cond: 2,
					Residual: bits&1 > 0, LayerNorm: bits&2 > 0, GateOutput: depth == 2}
				t.Run(fmt.Sprintf("%s/%s/residual %v/norm %v/%d", layer, s.Activation, s.Residual, s.LayerNorm, depth), func(t *testing.T) {
					m, err := dynamics.NewMLP(3, &s)
					if err != nil {
						t.Fatal(err)
					}
					r := newRig(t, m, 5, bits+depth > 3)
					for _, p := range m.Params().List() { // scales that are not 1, shifts that are not 0
						for k := range p.Len() {
							p.Set(k, p.At(k)+0.3*r.random.NormFloat64())
						}
					}
					m.Params().Touch()
					test(t, r, s)
				})
			}
		}
	}
}

func TestDeepNetworksAgreeWithPlainGo(t *testing.T) {
	deep(t, func(t *testing.T, r *rig, _ dynamics.MLPSettings) {
		expectClose(t, "f", r.evaluator(r.build())()[0], plainValues(r), 1e-13)
	})
}

// TestDeepNetworksAgreeWithDifferences: the derivatives of f, and those of entries of its Jacobian, which a density needs.
func TestDeepNetworksAgreeWithDifferences(t *testing.T) {
	deep(t, func(t *testing.T, r *rig, _ dynamics.MLPSettings) {
		v := variables{r, len(r.inputs)}
		f, u := r.build(), r.input("u", 3)
		expectGradient(t, r, v, r.total(f, u))
		expectGradient(t, r, v, r.total(r.pull(f, u, r.z)[0], r.input("v", 3)))
	})
}

// TestDeepNetworksTellFactorsThatAreRight: networks with residual connections tell factors if they have two hidden layers
// of one product each, which make three matrices. Networks with normalisations tell none.
func TestDeepNetworksTellFactorsThatAreRight(t *testing.T) {
	deep(t, func(t *testing.T, r *rig, s dynamics.MLPSettings) {
		f, chain := r.layers()
		products := r.b.IsPerRow(r.t) && (s.Layer == dynamics.Hyper || s.Layer == dynamics.Blend) || s.Layer == dynamics.Gated
		if want := !s.LayerNorm && len(s.Hidden) == 2 && !products; (chain != nil) != want {
			t.Fatalf("%d factors, want some: %v", len(chain), want)
		}
		if chain == nil {
			return
		}
		matrices := 0
		for _, f := range chain {
			if f.Weight != nil {
				matrices++
			}
		}
		u, v := r.input("u", 3), r.input("v", 3)
		y := r.evaluator(r.total(r.pull(f, u, r.z)[0], v), r.total(r.push(v, chain), u))()
		expectClose(t, "v·J·u", y[1], y[0], 1e-12)
		if matrices != 3 {
			t.Errorf("%d matrices, want 3", matrices)
		}
	})
}

func TestDeepSettingsThatCannotBeUsed(t *testing.T) {
	for setting, s := range map[string]dynamics.MLPSettings{
		"Residual":  {Hidden: []int{4}, Residual: true},
		"Hidden[1]": {Hidden: []int{4, 5}, Residual: true},
		"LayerNorm": {Hidden: []int{}, LayerNorm: true},
		"Hidden[0]": {Hidden: []int{1, 3}, LayerNorm: true},
	} {
		_, err := dynamics.NewMLP(2, &s)
		var wrong *dynamics.SettingError
		if !errors.As(err, &wrong) || wrong.Setting != setting {
			t.Errorf("%+v: %v, want %s refused", s, err, setting)
		}
	}
}
