// MLP: a network of layers and activations as a field.

package dynamics

import (
	"fmt"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// MLP is a multi-layer perceptron f(t, z, c): layers of one kind with an activation between them.
//
// Its parameters have the names and the row-major layout of FFJORD's code on PyTorch: layers.0._layer.weight is [out,
// in], with the columns of t (for layers that join it to x), z and c in this order. Vectors are matrices of one row.
// SetTorch and ToTorch convert the few whose layout differs.
type MLP struct {
	dim      int
	settings MLPSettings
	params   *graph.Params
	layers   []layer                // all but the last are hidden layers
	torch    map[*graph.Param][]int // indices of a parameter's elements in PyTorch's array; missing: the same indices
}

// NewMLP returns a network of D = dim inputs and outputs with random weights. nil settings mean 64-64-64 units with
// ConcatSquash and Tanh in single precision. Settings that cannot be used give a *SettingError.
func NewMLP(dim int, s *MLPSettings) (*MLP, error) { return NewMLPIf(nil, dim, s) }

// NewMLPIf is NewMLP for settings that cannot be trusted, such as those of a file. It calls accept for each parameter,
// in the order of Params.List, before it allocates the parameter. An error of accept ends the construction. A nil
// accept accepts all.
func NewMLPIf(accept func(name string, rows, cols int) error, dim int, s *MLPSettings) (*MLP, error) {
	full, err := s.complete(dim)
	if err != nil {
		return nil, err
	}
	maker := newInitializer(accept, full.Float64, full.Seed, full.features())
	m := &MLP{dim: dim, settings: *full, params: maker.params}
	m.addLayers(maker)
	if maker.err != nil {
		return nil, maker.err
	}
	m.torch = maker.torch
	return m, nil
}

func (m *MLP) addLayers(k *initializer) {
	in, last := m.dim, len(m.settings.Hidden)
	for i, out := range append(slices.Clone(m.settings.Hidden), m.dim) {
		s := columns{in: in, out: out}
		if i == 0 {
			s.cond = m.settings.Cond
		}
		k.prefix = fmt.Sprintf("layers.%d.", i)
		k.zero = i == last && m.settings.ZeroOutput
		l := m.kind(i).make(k, s)
		if i < last {
			l = m.settings.hide(k, l, s, "", i)
		}
		if m.layers = append(m.layers, l); k.err != nil {
			return
		}
		in = out
	}
}

// kind is the kind of layer i.
func (m *MLP) kind(i int) layerKind {
	kind := m.settings.Layer.kindAt(i)
	if i == len(m.settings.Hidden) && !m.settings.GateOutput {
		return kind.ungated.kind()
	}
	return kind
}

// Dim implements Field; 0 for a nil network.
func (m *MLP) Dim() int {
	if m == nil {
		return 0
	}
	return m.dim
}

// CondDim implements Conditional.
func (m *MLP) CondDim() int { return m.Settings().Cond }

// Params implements Field; nil for a nil network.
func (m *MLP) Params() *graph.Params {
	if m == nil {
		return nil
	}
	return m.params
}

// Settings returns the settings with all defaults filled in. These settings, Dim and the parameters determine the
// network.
func (m *MLP) Settings() MLPSettings {
	if m == nil {
		return MLPSettings{}
	}
	s := m.settings
	s.Hidden, s.Fourier = slices.Clone(s.Hidden), slices.Clone(s.Fourier)
	return s
}

// TwiceDifferentiable implements Smooth: it returns a *NotSmoothError for ReLU and SELU.
func (m *MLP) TwiceDifferentiable() error { return m.Settings().Activation.TwiceDifferentiable() }

// Build implements Field.
func (m *MLP) Build(b *graph.Builder, t, z, c *G.Node) (*G.Node, error) {
	y, _, err := m.build(b, t, z, c)
	return y, err
}

// BuildLayers implements Layered. Layers that are sums of products (Gated; Hyper and Blend if each row has its own t)
// come as wide factors, followed by a constant matrix that sums up their parts. It returns no factors for a network
// with layer normalisation. For one with residual connections it returns factors only if there are two hidden layers,
// each one product with a fixed matrix.
func (m *MLP) BuildLayers(b *graph.Builder, t, z, c *G.Node) (*G.Node, []Factor, error) {
	y, jacobian, err := m.build(b, t, z, c)
	if err != nil {
		return nil, nil, err
	}
	return y, m.chain(b, jacobian), b.Err()
}

// chain returns the factors of all layers, nil if one of them has none.
func (m *MLP) chain(b *graph.Builder, jacobian []func() []Factor) (chain []Factor) {
	if m.settings.Residual && len(m.settings.Hidden) > 2 {
		return nil // a wide factor a layer costs more than the derivatives of the graph
	}
	for _, factors := range jacobian {
		one := factors()
		if one == nil {
			return nil
		}
		chain = append(chain, one...)
	}
	if m.settings.Residual {
		return multiplied(b, chain)
	}
	return chain
}

func (m *MLP) build(b *graph.Builder, t, z, c *G.Node) (*G.Node, []func() []Factor, error) {
	if err := checkArguments(m, b, t, z, c); err != nil {
		return nil, nil, err
	}
	a := arguments{t: t, features: m.settings.timeFeatures(b, t), x: z, c: c}
	var jacobian []func() []Factor
	for _, l := range m.layers {
		y, factors := l.build(b, a)
		jacobian = append(jacobian, factors)
		a.x, a.c = y, nil
	}
	return a.x, jacobian, b.Err()
}
