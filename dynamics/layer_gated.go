// Gated: an affine map gated by another.

package dynamics

import (
	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// gatedLayer gates one affine map of x by another.
type gatedLayer struct{ value, gate linear }

func newGatedLayer(m *initializer, s columns) layer {
	return &gatedLayer{value: m.linear("layer_f", s), gate: m.linear("layer_g", s)}
}

func (l *gatedLayer) build(b *graph.Builder, a arguments) (*G.Node, func() []Factor) {
	value := l.value.apply(b, a)
	gate := b.Sigmoid(l.gate.apply(b, a))
	return b.Mul(value, gate), func() []Factor {
		both := b.ConcatCols(l.value.factor(b), l.gate.factor(b))
		slopes := b.ConcatCols(gate, b.Mul(value, b.LogisticPrime(gate)))
		return []Factor{{Weight: both}, {Diag: slopes}, {Weight: partSum(b, l.value.out, 2)}}
	}
}

func (l *gatedLayer) constants() int { return partSumSize(l.value.out, 2) }
