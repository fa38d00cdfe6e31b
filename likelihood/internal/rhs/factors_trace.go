// The exact trace from the factors of a Jacobian: multiplied out, or by tangents.

package rhs

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	G "gorgonia.org/gorgonia"
)

// HasClosedForm says whether the closed form is cheaper than tangents. With two hidden layers the outer weights and e make
// one H×H matrix, which pays only if e is the same for all rows.
func (c *Factors) HasClosedForm(b *graph.Builder) bool {
	switch len(c.Weights) {
	case 0, 1, 2:
		return true
	case 3:
		e := c.ends(b)
		return e == nil || !b.IsPerRow(e)
	}
	return false
}

// ClosedForm is tr J as a node of R×1, or 1×1 if it is the same for all rows.
func (c *Factors) ClosedForm(b *graph.Builder, t *G.Node, dim int) *G.Node {
	e := c.ends(b)
	switch len(c.Weights) {
	case 0:
		return b.SumCols(orOnes(b, e, dim))
	case 1: // Σᵢ eᵢ Wᵢᵢ
		diagonal := b.SumRows(b.Mul(c.Weights[0], identity(b, dim)), 1)
		return b.SumCols(scaled(b, diagonal, e))
	case 2:
		return c.oneHidden(b, e, dim)
	}
	return c.twoHidden(b, t, e)
}

// oneHidden is Σₖ d₁ₖ (e·P)ₖ with P = W₁ ∘ W₂ᵀ, D×H.
func (c *Factors) oneHidden(b *graph.Builder, e *G.Node, dim int) *G.Node {
	p := b.Mul(c.Weights[0], b.Transpose(c.Weights[1]))
	m := b.MatMul(orOnes(b, e, dim), p, false, false)
	return b.SumCols(scaled(b, m, c.diag(b, 1)))
}

// twoHidden is d₁ N d₂ᵀ with N = W₂ ∘ (W₃ diag(e) W₁)ᵀ, H₁×H₂: one product a row, since N is the same for all rows. The
// factors of d₁ and d₂ that are the same for all rows are multiplied into the thin W₁ and W₃, unless N would depend on t
// only because of them. N is computed transposed, since the product then reads it row by row.
func (c *Factors) twoHidden(b *graph.Builder, t, e *G.Node) *G.Node {
	w1, w2, w3 := c.Weights[0], c.Weights[1], scaled(b, c.Weights[2], e)
	d1, d2 := c.diag(b, 1), c.diag(b, 2)
	moves := graph.DependsOn(t, w1, w2, w3)
	if s := c.shared[1]; s != nil && (moves || !graph.DependsOn(t, s)) {
		w1, d1 = b.Mul(w1, s), c.own[1]
	}
	if s := c.shared[2]; s != nil && (moves || !graph.DependsOn(t, s)) {
		w3, d2 = b.Mul(w3, b.Transpose(s)), c.own[2]
	}
	n := b.Mul(b.Transpose(w2), b.MatMul(w3, w1, false, false))
	return b.SumCols(scaled(b, b.MatMul(orOnes(b, d1, w2.Shape()[0]), n, false, true), d2))
}

// Tangents is tr J by D tangents at once: row i·R + r of the tiled nodes is the image of unit vector i at row r. The
// first weight is the image of the unit vectors, and only column i of the last is needed for tangent i, so only the
// middle weights are multiplied. It needs at least two weights.
func (c *Factors) Tangents(b *graph.Builder, dim int) *G.Node {
	n := len(c.Weights)
	x := b.BroadcastRows(c.Weights[0], b.Rows())
	for l := 1; l < n; l++ {
		if l > 1 {
			x = b.MatMul(x, c.Weights[l-1], false, false)
		}
		x = scaled(b, x, tiled(b, c.diag(b, l), dim))
	}
	last := b.BroadcastRows(b.Transpose(c.Weights[n-1]), b.Rows())
	entries := b.SumCols(b.Mul(x, last))
	return b.FoldRows(c.weighEnds(b, entries, dim), dim)
}

// weighEnds multiplies entry (i, r) by e of row r, column i.
func (c *Factors) weighEnds(b *graph.Builder, entries *G.Node, dim int) *G.Node {
	e := c.ends(b)
	if e == nil {
		return entries
	}
	if !b.IsPerRow(e) {
		return b.Mul(entries, b.BroadcastRows(b.Transpose(e), b.Rows()))
	}
	units := b.BroadcastRows(identity(b, dim), b.Rows())
	return b.Mul(entries, b.SumCols(b.Mul(b.TileRows(e, dim), units)))
}

func tiled(b *graph.Builder, d *G.Node, k int) *G.Node {
	if d == nil || !b.IsPerRow(d) {
		return d
	}
	return b.TileRows(d, k)
}

func orOnes(b *graph.Builder, d *G.Node, width int) *G.Node {
	if d != nil {
		return d
	}
	return b.Const(1, width, numeric.Ones(width))
}

func identity(b *graph.Builder, n int) *G.Node {
	values := make([]float64, n*n)
	for i := range n {
		values[i*n+i] = 1
	}
	return b.Const(n, n, values)
}
