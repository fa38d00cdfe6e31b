// Conv: a network of convolutions as a field of images.

package dynamics

import (
	"fmt"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// Conv is a network of convolutions f(t, z) over images z, as in FFJORD: layers of one kind with an activation between
// them.
//
// Its parameters have the names and the layout of FFJORD's code on PyTorch. layers.0._layer.weight is [out, in·k·k], or
// [in, out·k·k] for a transposed layer. The number in counts the channels that a layer adds: the channel of t, which
// comes first (Concat), or the channels of t, of a pixel's line and of its column, which come last (ConcatCoord). Hyper
// is (K₀ + t·K)*x + b₀ + t·b, with K₀ and b₀ in _layer, K and b in _hypernet.
type Conv struct {
	image    Image
	settings ConvSettings
	params   *graph.Params
	layers   []convLayer
	beta     []*graph.Param // parameter of the activation after each layer but the last; nil entries: none
}

// NewConv returns a network over images of the given shape, with random weights. nil settings mean three hidden layers
// of 64 channels with Concat and Softplus in single precision. Settings that cannot be used give a *SettingError.
func NewConv(image Image, s *ConvSettings) (*Conv, error) { return NewConvIf(nil, image, s) }

// NewConvIf is NewConv for settings that cannot be trusted; see NewMLPIf.
func NewConvIf(accept func(name string, rows, cols int) error, image Image, s *ConvSettings) (*Conv, error) {
	full, shapes, err := s.complete(image)
	if err != nil {
		return nil, err
	}
	k := newInitializer(accept, full.Float64, full.Seed, 1)
	m := &Conv{image: image, settings: *full, params: k.params}
	for i, shape := range shapes {
		last := i == len(shapes)-1
		k.prefix, k.zero = fmt.Sprintf("layers.%d.", i), last && full.ZeroOutput
		if m.layers = append(m.layers, full.Layer.kindAt(i).conv(k, shape)); !last {
			k.prefix = fmt.Sprintf("activation_fns.%d.", i)
			m.beta = append(m.beta, addBeta(k, full.Activation))
		}
	}
	if k.err != nil {
		return nil, k.err
	}
	return m, nil
}

// Dim implements Field; 0 for a nil network.
func (m *Conv) Dim() int { return m.Image().Dim() }

// Image is the shape of z.
func (m *Conv) Image() Image {
	if m == nil {
		return Image{}
	}
	return m.image
}

// Params implements Field; nil for a nil network.
func (m *Conv) Params() *graph.Params {
	if m == nil {
		return nil
	}
	return m.params
}

// Settings returns the settings with all defaults filled in. These settings, Image and the parameters determine the
// network.
func (m *Conv) Settings() ConvSettings {
	if m == nil {
		return ConvSettings{}
	}
	s := m.settings
	s.Hidden, s.Strides = slices.Clone(s.Hidden), slices.Clone(s.Strides)
	return s
}

// TwiceDifferentiable implements Smooth: it returns a *NotSmoothError for ReLU and SELU.
func (m *Conv) TwiceDifferentiable() error { return m.Settings().Activation.TwiceDifferentiable() }

// ConstantSize is the number of elements in the results of all layers for one row. It grows with the image, while the
// parameters do not. Check it before building a network that an untrusted file describes.
func (m *Conv) ConstantSize() (n int) {
	if m == nil {
		return 0
	}
	for _, l := range m.layers {
		n += l.shape().to.Dim()
	}
	return n
}

// Build implements Field.
func (m *Conv) Build(b *graph.Builder, t, z, c *G.Node) (*G.Node, error) {
	if m == nil || m.params == nil {
		return nil, errors.WithStack(&SettingError{"network", nil, "one made by NewConv"})
	}
	if err := checkArguments(m, b, t, z, c); err != nil {
		return nil, err
	}
	results := map[Image]*G.Node{m.image: z} // the last result of each shape
	x := z
	for i, l := range m.layers {
		y, shape := l.build(b, t, x), l.shape()
		if i == len(m.layers)-1 {
			return y, b.Err()
		}
		x, _ = m.settings.Activation.with(b, y, m.beta[i])
		if before := results[shape.to]; m.settings.Residual && before != nil && shape.stride != 2 {
			x = b.Add(x, before)
		}
		results[shape.to] = x
	}
	return x, b.Err()
}
