// The layers that add t to an affine map as columns, a shift or a gate.

package dynamics

import (
	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// timeLayer is an affine map of x (and of t, for concat) with a gate and a shift that depend on t:
//
//	y = ([t, x]·Wᵀ + b)∘σ(t·w + c) + t·v
//
// The layers ignore, concat, concat_v2, squash and concatsquash are special cases.
type timeLayer struct {
	linear
	gate  *linear      // w and c; nil: none
	shift *graph.Param // v as [out, F]; nil: none
}

func (l *timeLayer) build(b *graph.Builder, a arguments) (*G.Node, func() []Factor) {
	y := l.apply(b, a)
	var gate *G.Node
	if l.gate != nil {
		gate = b.Sigmoid(l.gate.apply(b, arguments{x: a.features}))
		y = b.Mul(y, gate)
	}
	if l.shift != nil {
		y = b.Add(y, b.MatMul(a.features, b.Param(l.shift), false, true))
	}
	return y, func() []Factor {
		chain := []Factor{{Weight: l.factor(b)}}
		if gate != nil {
			chain = append(chain, Factor{Diag: gate})
		}
		return chain
	}
}

func (l *timeLayer) constants() int { return 0 }

func plainLayer(m *initializer, s columns) layer { return &timeLayer{linear: m.linear("_layer", s)} }

func concatLayer(m *initializer, s columns) layer {
	return &timeLayer{linear: m.linear("_layer", s.withLead(m.features))}
}

func shiftLayer(m *initializer, s columns) layer {
	l := &timeLayer{linear: m.linear("_layer", s)}
	l.shift = m.shift("_hyper_bias", s.out)
	return l
}

func squashLayer(m *initializer, s columns) layer {
	l := &timeLayer{linear: m.linear("_layer", s)}
	l.gate = m.gate("_hyper", s.out)
	return l
}

func concatSquashLayer(m *initializer, s columns) layer {
	l := &timeLayer{linear: m.linear("_layer", s)}
	l.shift = m.shift("_hyper_bias", s.out)
	l.gate = m.gate("_hyper_gate", s.out)
	return l
}
