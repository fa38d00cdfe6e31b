// Factors: the Jacobian of a layered field.

package rhs

import (
	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// Factors is the Jacobian of a layered field as the factors of its tangent map, read from left to right:
//
//	ẋ ↦ ẋ ∘ d₀ · W₁ ∘ d₁ · W₂ ∘ d₂ … Wₙ ∘ dₙ
//
// where Wₗ are matrices, the same for all rows, and dₗ are diagonals: products of one that differs between rows, R×H, and
// one that is the same for all, 1×H.
type Factors struct {
	Weights []*G.Node // W₁ … Wₙ, in×out
	own     []*G.Node // own parts of d₀ … dₙ, one more than weights; nil is the identity
	shared  []*G.Node
}

// Factor merges neighbouring diagonals, and puts an identity between neighbouring weights.
func Factor(b *graph.Builder, factors []dynamics.Factor) *Factors {
	c := &Factors{own: make([]*G.Node, 1), shared: make([]*G.Node, 1)}
	for _, f := range factors {
		if f.Weight != nil {
			c.Weights = append(c.Weights, f.Weight)
			c.own, c.shared = append(c.own, nil), append(c.shared, nil)
			continue
		}
		part, last := c.shared, len(c.Weights)
		if b.IsPerRow(f.Diag) {
			part = c.own
		}
		part[last] = scaled(b, part[last], f.Diag)
	}
	return c
}

// diag returns dₗ.
func (c *Factors) diag(b *graph.Builder, l int) *G.Node {
	return scaled(b, c.own[l], c.shared[l])
}

// scaled is x ∘ d; nil stands for the identity.
func scaled(b *graph.Builder, x, d *G.Node) *G.Node {
	switch {
	case d == nil:
		return x
	case x == nil:
		return d
	}
	return b.Mul(x, d)
}

// ends is e = d₀ ∘ dₙ: in a trace the first and the last diagonal are neighbours.
func (c *Factors) ends(b *graph.Builder) *G.Node {
	n := len(c.Weights)
	if n == 0 {
		return c.diag(b, 0)
	}
	return scaled(b, c.diag(b, 0), c.diag(b, n))
}

// Pullback is εᵀJ for each row.
func (c *Factors) Pullback(b *graph.Builder, cotangent *G.Node) *G.Node {
	x := scaled(b, cotangent, c.diag(b, len(c.Weights)))
	for l := len(c.Weights); l > 0; l-- {
		x = scaled(b, b.MatMul(x, c.Weights[l-1], false, true), c.diag(b, l-1))
	}
	return x
}

// Pushforward is Jv for each row.
func (c *Factors) Pushforward(b *graph.Builder, tangent *G.Node) *G.Node {
	x := scaled(b, tangent, c.diag(b, 0))
	for l, w := range c.Weights {
		x = scaled(b, b.MatMul(x, w, false, false), c.diag(b, l+1))
	}
	return x
}
