// Blend: an affine map that moves with t from one map to another.

package dynamics

import (
	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// blendLayer is one affine map at t = 0, another at t = 1, and linear in t.
type blendLayer struct{ start, end linear }

func newBlendLayer(m *initializer, s columns) layer {
	return &blendLayer{start: m.linear("_layer0", s), end: m.linear("_layer1", s)}
}

func (l *blendLayer) build(b *graph.Builder, a arguments) (*G.Node, func() []Factor) {
	if !b.IsPerRow(a.t) {
		return l.shared(b, a)
	}
	y0, y1 := l.start.apply(b, a), l.end.apply(b, a)
	y := b.Add(y0, b.Mul(b.Sub(y1, y0), a.t))
	return y, func() []Factor {
		both := b.ConcatCols(l.start.factor(b), l.end.factor(b))
		width := l.start.out
		weights := b.ConcatCols(b.BroadcastCols(b.Shift(b.Neg(a.t), 1), width), b.BroadcastCols(a.t, width))
		return []Factor{{Weight: both}, {Diag: weights}, {Weight: partSum(b, width, 2)}}
	}
}

func (l *blendLayer) constants() int { return partSumSize(l.start.out, 2) }

// shared blends the weights instead of the results, which takes one product for the batch instead of two.
func (l *blendLayer) shared(b *graph.Builder, a arguments) (*G.Node, func() []Factor) {
	weight := lerp(b, b.Param(l.start.weight), b.Param(l.end.weight), a.t)
	bias := lerp(b, b.Param(l.start.bias), b.Param(l.end.bias), a.t)
	y := l.start.product(b, weight, bias, nil, a)
	return y, func() []Factor { return []Factor{{Weight: l.start.tangent(b, weight)}} }
}

// lerp is x + (y-x)·t.
func lerp(b *graph.Builder, x, y, t *G.Node) *G.Node {
	return b.Add(x, b.Mul(b.Sub(y, x), t))
}
