// Layers of convolutions whose kernels change with the time, and gated ones.

package dynamics

import (
	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// movingConv is a convolution that moves along a line with t: (K₀ + t·K)*x + b₀ + t·b. The parameters of Hyper are K
// and b; those of Blend are the convolution at t = 1, K₀ + K and b₀ + b.
type movingConv struct {
	start, other convMap
	towards      bool // other is the convolution at t = 1, not the slope
}

// mildly is the initial size of the slopes of Hyper relative to its kernels.
const mildly = 1. / hyperUnits

func newHyperConv(m *initializer, s convShape) convLayer {
	return &movingConv{start: m.convolution("_layer", s, 0, 1), other: m.convolution("_hypernet", s, 0, mildly)}
}

func newBlendConv(m *initializer, s convShape) convLayer {
	return &movingConv{start: m.convolution("_layer0", s, 0, 1), other: m.convolution("_layer1", s, 0, 1), towards: true}
}

func (l *movingConv) shape() convShape { return l.start.convShape }

func (l *movingConv) build(b *graph.Builder, t, x *G.Node) *G.Node {
	if b.IsPerRow(t) {
		return l.along(b, l.start.apply(b, x), l.other.apply(b, x), t)
	}
	kernel := l.along(b, b.Param(l.start.kernel), b.Param(l.other.kernel), t) // one convolution for the batch, not two
	bias := l.along(b, b.Param(l.start.bias), b.Param(l.other.bias), t)
	return l.start.applyWith(b, kernel, bias, x)
}

// along is the point of the line at t.
func (l *movingConv) along(b *graph.Builder, start, other, t *G.Node) *G.Node {
	if l.towards {
		return lerp(b, start, other, t)
	}
	return b.Add(start, b.Mul(other, t))
}

// gatedConv gates one convolution of x by another; neither depends on t.
type gatedConv struct{ value, gate convMap }

func newGatedConv(m *initializer, s convShape) convLayer {
	return &gatedConv{value: m.convolution("layer_f", s, 0, 1), gate: m.convolution("layer_g", s, 0, 1)}
}

func (l *gatedConv) shape() convShape { return l.value.convShape }

func (l *gatedConv) build(b *graph.Builder, _, x *G.Node) *G.Node {
	return b.Mul(l.value.apply(b, x), b.Sigmoid(l.gate.apply(b, x)))
}
