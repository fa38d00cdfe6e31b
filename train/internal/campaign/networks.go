// Random networks, sane and absurd.
package main

import (
	"fmt"

	"github.com/gorgoflow/gorgoflow/dynamics"
)

func (t *trial) wildNetwork() *dynamics.MLPSettings {
	s := &dynamics.MLPSettings{Hidden: pick(t.rng, nil, []int{4}, []int{5, 3}, []int{t.wildInt(3)}, []int{}), Layer: pick(t.rng, append(dynamics.Layers(), "")...),
		Activation: pick(t.rng, append(dynamics.Activations(), "")...), Seed: t.rng.Uint64(), Float64: t.chance(0.5), Cond: t.wildInt(0), GateOutput: t.chance(0.5), ZeroOutput: t.chance(0.2)}
	if t.chance(absurd) {
		s.Layer, s.Activation = pick(t.rng, s.Layer, "none"), pick(t.rng, s.Activation, "none")
	}
	if t.chance(0.3) {
		s.Residual, s.LayerNorm = t.chance(0.5), t.chance(0.5)
		s.Hidden = pick(t.rng, []int{4, 4}, []int{5, 5, 5}, []int{t.wildInt(6), 6}, s.Hidden)
	}
	if t.chance(0.1) {
		s.Fourier, s.FourierOnly = []float64{t.wild(1), t.wild(2)}, t.chance(0.5)
	}
	return s
}

// wildField draws a network, or a hollow network with the same settings. It returns the function that makes it, and a
// description.
func (t *trial) wildField(net *dynamics.MLPSettings) (detail string, field func(dim int) (dynamics.Field, error)) {
	if t.chance(0.7) {
		return fmt.Sprintf("%+v", *net), func(dim int) (dynamics.Field, error) { return dynamics.NewMLP(dim, net) }
	}
	s := &dynamics.HollowSettings{Conditioner: *net, Units: t.wildInt(0, 1, 3)}
	return fmt.Sprintf("%+v", *s), func(dim int) (dynamics.Field, error) { return dynamics.NewHollow(dim, s) }
}
