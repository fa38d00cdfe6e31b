// Hollow: a network whose Jacobian has a cheap diagonal.

package dynamics

import (
	"fmt"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// Hollow is a network fᵢ(t, z, c) of a conditioner and a transformer (Chen and Duvenaud, Neural networks with cheap
// differential operators, 2019). For each component i the conditioner computes K+1 numbers, s and o, from all other
// components:
//
//	fᵢ = oᵢ + Σₖ vₖᵢ σ(uₖᵢ zᵢ + sₖᵢ),   o, s functions of t, c and z without zᵢ
//
// with parameters u and v, so that ∂fᵢ/∂zᵢ = Σₖ vₖᵢ uₖᵢ σ'(uₖᵢ zᵢ + sₖᵢ). The exact trace takes a few operations a
// unit, however deep the conditioner is. Masks let a hidden unit of the conditioner see only components before one, or
// only components after it (Germain et al., MADE, 2015). o and s see hidden units of both directions, and the other
// components themselves.
//
// Parameters are named before.0._layer.weight and so on as those of an MLP, then after.0…, shift…, offset…,
// transformer.scale (u, 1×K·D, unit after unit) and transformer.weight (v). A weight has its masked entries too; they
// are never read.
type Hollow struct {
	dim           int
	settings      HollowSettings
	params        *graph.Params
	before, after []layer
	shift, offset layer        // s and o
	scale, weight *graph.Param // u and v, 1×K·D
	beta          *graph.Param // parameter of the transformer's activation; nil: none
}

// NewHollow returns a hollow network of D = dim inputs and outputs with random weights. nil settings mean a conditioner
// of 64-64-64 units and a transformer of 8 units a component, with ConcatSquash and Tanh in single precision. Settings
// that cannot be used give a *SettingError.
func NewHollow(dim int, s *HollowSettings) (*Hollow, error) { return NewHollowIf(nil, dim, s) }

// NewHollowIf is NewHollow for settings that cannot be trusted; see NewMLPIf.
func NewHollowIf(accept func(name string, rows, cols int) error, dim int, s *HollowSettings) (*Hollow, error) {
	full, err := s.complete(dim)
	if err != nil {
		return nil, err
	}
	conditioner := &full.Conditioner
	maker := newInitializer(accept, conditioner.Float64, conditioner.Seed, conditioner.features())
	h := &Hollow{dim: dim, settings: *full, params: maker.params}
	h.addAll(maker)
	if maker.err != nil {
		return nil, maker.err
	}
	return h, nil
}

func (h *Hollow) addAll(k *initializer) {
	var before, after []int
	h.before, before = h.addDirection(k, "before.", false)
	h.after, after = h.addDirection(k, "after.", true)
	h.addHeads(k, before, after)
	units, s := h.settings.Units, &h.settings.Conditioner
	k.prefix, k.zero = "transformer.", false
	h.scale = k.uniform("scale", 1, units*h.dim, 1)
	h.beta = addBeta(k, s.Activation)
	k.zero = s.ZeroOutput
	h.weight = k.uniform("weight", 1, units*h.dim, uniformBound(units))
}

// addDirection adds the hidden layers that see the components before one, or those after it. It returns the degrees of
// the last layer.
func (h *Hollow) addDirection(k *initializer, prefix string, backwards bool) (layers []layer, last []int) {
	s := &h.settings.Conditioner
	last = places(h.dim, backwards)
	for i, units := range s.Hidden {
		own := degrees((units+1)/2, h.dim)
		if backwards {
			own = degrees(units/2, h.dim)
		}
		shape := columns{in: len(last), out: len(own)}
		inputs := last
		shape.mask = &mask{make: func() []float64 { return sight(own, inputs, upTo) }}
		k.prefix = fmt.Sprintf("%s%d.", prefix, i)
		if i == 0 {
			shape.cond = s.Cond
		}
		layers, last = append(layers, s.hide(k, s.Layer.kindAt(i).make(k, shape), shape, prefix, i)), own
	}
	if len(layers) == 0 {
		return nil, nil
	}
	return layers, last
}

// addHeads adds the layers that compute s and o.
func (h *Hollow) addHeads(k *initializer, before, after []int) {
	s := &h.settings.Conditioner
	head := func(name string, kind layerKind, copies int) layer {
		shape := columns{in: len(before) + len(after) + h.dim, cond: s.Cond, out: copies * h.dim}
		shape.mask = &mask{make: func() []float64 { return headSight(before, after, h.dim, copies) }}
		k.prefix = name
		return kind.make(k, shape)
	}
	kind := s.Layer.kind()
	h.shift = head("shift.", kind, h.settings.Units)
	if !s.GateOutput {
		kind = kind.ungated.kind()
	}
	k.zero = s.ZeroOutput
	h.offset = head("offset.", kind, 1)
}

// Dim implements Field; 0 for a nil network.
func (h *Hollow) Dim() int {
	if h == nil {
		return 0
	}
	return h.dim
}

// CondDim implements Conditional.
func (h *Hollow) CondDim() int { return h.Settings().Conditioner.Cond }

// Params implements Field; nil for a nil network.
func (h *Hollow) Params() *graph.Params {
	if h == nil {
		return nil
	}
	return h.params
}

// Settings returns the settings with all defaults filled in.
func (h *Hollow) Settings() HollowSettings {
	if h == nil {
		return HollowSettings{}
	}
	s := h.settings
	s.Conditioner.Hidden, s.Conditioner.Fourier = slices.Clone(s.Conditioner.Hidden), slices.Clone(s.Conditioner.Fourier)
	return s
}

// TwiceDifferentiable implements Smooth: it returns a *NotSmoothError for ReLU and SELU.
func (h *Hollow) TwiceDifferentiable() error {
	return h.Settings().Conditioner.Activation.TwiceDifferentiable()
}

// Build implements Field.
func (h *Hollow) Build(b *graph.Builder, t, z, c *G.Node) (*G.Node, error) {
	f, _, err := h.BuildDiagonal(b, t, z, c)
	return f, err
}

// BuildDiagonal implements Diagonal.
func (h *Hollow) BuildDiagonal(b *graph.Builder, t, z, c *G.Node) (f, diagonal *G.Node, err error) {
	if h == nil || h.params == nil {
		return nil, nil, errors.WithStack(&SettingError{"network", nil, "one made by NewHollow"})
	}
	if err := checkArguments(h, b, t, z, c); err != nil {
		return nil, nil, err
	}
	shift, offset := h.condition(b, arguments{t: t, features: h.settings.Conditioner.timeFeatures(b, t), x: z, c: c})
	scale, weight := b.Param(h.scale), b.Param(h.weight)
	copies := slices.Repeat([]*G.Node{z}, h.settings.Units)
	inner := b.Add(b.Mul(b.ConcatCols(copies...), scale), shift)
	y, slope := h.settings.Conditioner.Activation.with(b, inner, h.beta)
	f = b.Add(sumParts(b, b.Mul(y, weight), h.dim, h.settings.Units), offset)
	diagonal = b.Mul(scale, weight)
	if d := slope(); d != nil {
		diagonal = b.Mul(d, diagonal)
	}
	diagonal = sumParts(b, diagonal, h.dim, h.settings.Units)
	if !b.IsPerRow(diagonal) {
		diagonal = b.BroadcastRows(diagonal, z.Shape()[0])
	}
	return f, diagonal, b.Err()
}

// condition returns s, R×K·D, and o, R×D.
func (h *Hollow) condition(b *graph.Builder, a arguments) (shift, offset *G.Node) {
	var seen []*G.Node
	for _, direction := range [][]layer{h.before, h.after} {
		one := a
		for _, l := range direction {
			one.x, _ = l.build(b, one)
			one.c = nil
		}
		if len(direction) > 0 {
			seen = append(seen, one.x)
		}
	}
	a.x = b.ConcatCols(append(seen, a.x)...)
	shift, _ = h.shift.build(b, a)
	offset, _ = h.offset.build(b, a)
	return shift, offset
}
