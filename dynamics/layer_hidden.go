// Hidden layers: a layer with its normalisation, its activation and the residual connection around them.

package dynamics

import (
	"fmt"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// hiddenLayer is y = σ(N(f(t, x))), or x + σ(N(f(t, x))) with a residual connection, where f is a layer and N the
// identity or a normalisation.
type hiddenLayer struct {
	layer
	norm       *layerNorm // nil: none
	activation Activation
	beta       *graph.Param // parameter of the activation; nil: none
	residual   bool
}

// hide makes a hidden layer of layer i.
func (s *MLPSettings) hide(k *initializer, l layer, shape columns, prefix string, i int) layer {
	h := &hiddenLayer{layer: l, activation: s.Activation, residual: s.Residual && i > 0}
	if s.LayerNorm {
		k.prefix = fmt.Sprintf("%snorms.%d.", prefix, i)
		h.norm = newLayerNorm(k, shape.out)
	}
	k.prefix = fmt.Sprintf("%sactivation_fns.%d.", prefix, i)
	h.beta = addBeta(k, s.Activation)
	return h
}

// addBeta appends the parameter of an activation that has one.
func addBeta(k *initializer, a Activation) *graph.Param {
	if !a.HasParameter() {
		return nil
	}
	return k.add("beta", 1, 1, func() float64 { return swishStart })
}

func (l *hiddenLayer) build(b *graph.Builder, a arguments) (*G.Node, func() []Factor) {
	y, affine := l.layer.build(b, a)
	if l.norm != nil {
		y = l.norm.build(b, y)
	}
	y, slope := l.activation.with(b, y, l.beta)
	if l.residual {
		y = b.Add(a.x, y)
	}
	return y, func() []Factor {
		if l.norm != nil {
			return nil
		}
		chain := affine()
		if d := slope(); d != nil {
			chain = append(chain, Factor{Diag: d})
		}
		if l.residual {
			return beside(b, chain)
		}
		return chain
	}
}

// with is Build for a parameter instead of its node.
func (a Activation) with(b *graph.Builder, x *G.Node, beta *graph.Param) (*G.Node, func() *G.Node) {
	var node *G.Node
	if beta != nil {
		node = b.Param(beta)
	}
	return a.Build(b, x, node)
}

// beside is the sum of the identity and a product of one square matrix and diagonals, as a product: [I, W], the
// diagonals with 1 beside them, and the sum of both halves. It is nil for a product of several matrices.
func beside(b *graph.Builder, chain []Factor) []Factor {
	if slices.ContainsFunc(chain[1:], func(f Factor) bool { return f.Weight != nil }) {
		return nil
	}
	width := chain[0].Weight.Shape()[1]
	ones := b.BroadcastCols(one(b), width)
	wide := []Factor{{Weight: b.ConcatCols(b.Identity(width), chain[0].Weight)}}
	for _, f := range chain[1:] {
		wide = append(wide, Factor{Diag: b.ConcatCols(ones, f.Diag)})
	}
	return append(wide, Factor{Weight: partSum(b, width, 2)})
}

// multiplied multiplies neighbouring matrices of a chain.
func multiplied(b *graph.Builder, chain []Factor) (joined []Factor) {
	for _, f := range chain {
		if last := len(joined) - 1; f.Weight != nil && last >= 0 && joined[last].Weight != nil {
			joined[last].Weight = b.MatMul(joined[last].Weight, f.Weight, false, false)
			continue
		}
		joined = append(joined, f)
	}
	return joined
}
