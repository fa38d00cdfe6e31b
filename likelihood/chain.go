package likelihood

import (
	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// chain is the Jacobian of a layered field as the factors of its tangent map, read from left to right:
//
//	ẋ ↦ ẋ ∘ d₀ · W₁ ∘ d₁ · W₂ ∘ d₂ … Wₙ ∘ dₙ
//
// with Wₗ matrices that are the same for all rows, and dₗ diagonals: the product of one that each row has of its own,
// R×H, and of one that is the same for all, 1×H.
type chain struct {
	weights []*G.Node // W₁ … Wₙ, in×out
	own     []*G.Node // of d₀ … dₙ, one more than weights; nil is the identity
	shared  []*G.Node
}

// newChain merges neighbouring diagonals, and puts an identity between neighbouring weights.
func newChain(b *graph.Builder, factors []dynamics.Factor) *chain {
	c := &chain{own: make([]*G.Node, 1), shared: make([]*G.Node, 1)}
	for _, f := range factors {
		if f.Weight != nil {
			c.weights = append(c.weights, f.Weight)
			c.own, c.shared = append(c.own, nil), append(c.shared, nil)
			continue
		}
		part, last := c.shared, len(c.weights)
		if b.IsPerRow(f.Diag) {
			part = c.own
		}
		part[last] = scaled(b, part[last], f.Diag)
	}
	return c
}

// diag is dₗ.
func (c *chain) diag(b *graph.Builder, l int) *G.Node { return scaled(b, c.own[l], c.shared[l]) }

// scaled is x ∘ d where either may be the identity.
func scaled(b *graph.Builder, x, d *G.Node) *G.Node {
	switch {
	case d == nil:
		return x
	case x == nil:
		return d
	}
	return b.Mul(x, d)
}

// ends is e = d₀ ∘ dₙ: inside a trace the first and the last diagonal meet.
func (c *chain) ends(b *graph.Builder) *G.Node {
	n := len(c.weights)
	if n == 0 {
		return c.diag(b, 0)
	}
	return scaled(b, c.diag(b, 0), c.diag(b, n))
}

// hasClosedForm says whether the trace is cheaper multiplied out than by tangents. With two hidden layers the outer
// weights and e make one H×H matrix, which pays only while e is the same for all rows.
func (c *chain) hasClosedForm(b *graph.Builder) bool {
	switch len(c.weights) {
	case 0, 1, 2:
		return true
	case 3:
		e := c.ends(b)
		return e == nil || !b.IsPerRow(e)
	}
	return false
}

// closedForm is tr J as a node of R×1, or 1×1 where no row differs.
func (c *chain) closedForm(b *graph.Builder, t *G.Node, dim int) *G.Node {
	e := c.ends(b)
	switch len(c.weights) {
	case 0:
		return b.SumCols(orOnes(b, e, dim))
	case 1: // Σᵢ eᵢ Wᵢᵢ
		diagonal := b.SumRows(b.Mul(c.weights[0], identity(b, dim)), 1)
		return b.SumCols(scaled(b, diagonal, e))
	case 2:
		return c.oneHidden(b, e, dim)
	}
	return c.twoHidden(b, t, e)
}

// oneHidden is Σₖ d₁ₖ (e·P)ₖ with P = W₁ ∘ W₂ᵀ, D×H.
func (c *chain) oneHidden(b *graph.Builder, e *G.Node, dim int) *G.Node {
	p := b.Mul(c.weights[0], b.Transpose(c.weights[1]))
	m := b.MatMul(orOnes(b, e, dim), p, false, false)
	return b.SumCols(scaled(b, m, c.diag(b, 1)))
}

// twoHidden is d₁ N d₂ᵀ with N = W₂ ∘ (W₃ diag(e) W₁)ᵀ, H₁×H₂: one product a row, since N is the same for all of them.
// What d₁ and d₂ have in common for all rows goes into the thin W₁ and W₃, unless N would depend on t by that alone. N is
// formed transposed, since the product then reads it row by row.
func (c *chain) twoHidden(b *graph.Builder, t, e *G.Node) *G.Node {
	w1, w2, w3 := c.weights[0], c.weights[1], scaled(b, c.weights[2], e)
	d1, d2 := c.diag(b, 1), c.diag(b, 2)
	moves := dependsOn(t, w1, w2, w3)
	if s := c.shared[1]; s != nil && (moves || !dependsOn(t, s)) {
		w1, d1 = b.Mul(w1, s), c.own[1]
	}
	if s := c.shared[2]; s != nil && (moves || !dependsOn(t, s)) {
		w3, d2 = b.Mul(w3, b.Transpose(s)), c.own[2]
	}
	n := b.Mul(b.Transpose(w2), b.MatMul(w3, w1, false, false))
	return b.SumCols(scaled(b, b.MatMul(orOnes(b, d1, w2.Shape()[0]), n, false, true), d2))
}

// dependsOn reports whether leaf is among what the nodes are computed from.
func dependsOn(leaf *G.Node, nodes ...*G.Node) (found bool) {
	graph.Walk(func(n *G.Node) bool {
		found = found || n == leaf
		return !found
	}, nodes...)
	return found
}

// tangents is tr J by D tangents at once: row i·R + r of the tiled nodes is the image of unit vector i at row r. The
// first weight is the image of the unit vectors already, and of the last only the i-th column is wanted for tangent i,
// so only the middle weights are multiplied by. Needs two weights at least.
func (c *chain) tangents(b *graph.Builder, dim int) *G.Node {
	n := len(c.weights)
	x := b.BroadcastRows(c.weights[0], b.Rows())
	for l := 1; l < n; l++ {
		if l > 1 {
			x = b.MatMul(x, c.weights[l-1], false, false)
		}
		x = scaled(b, x, tiled(b, c.diag(b, l), dim))
	}
	last := b.BroadcastRows(b.Transpose(c.weights[n-1]), b.Rows())
	entries := b.SumCols(b.Mul(x, last))
	return b.FoldRows(c.weighEnds(b, entries, dim), dim)
}

// weighEnds multiplies entry (i, r) by e of row r, column i.
func (c *chain) weighEnds(b *graph.Builder, entries *G.Node, dim int) *G.Node {
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

// pullback is εᵀJ for each row.
func (c *chain) pullback(b *graph.Builder, cotangent *G.Node) *G.Node {
	x := scaled(b, cotangent, c.diag(b, len(c.weights)))
	for l := len(c.weights); l > 0; l-- {
		x = scaled(b, b.MatMul(x, c.weights[l-1], false, true), c.diag(b, l-1))
	}
	return x
}

// pushforward is Jv for each row.
func (c *chain) pushforward(b *graph.Builder, tangent *G.Node) *G.Node {
	x := scaled(b, tangent, c.diag(b, 0))
	for l, w := range c.weights {
		x = scaled(b, b.MatMul(x, w, false, false), c.diag(b, l+1))
	}
	return x
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
	ones := make([]float64, width)
	for i := range ones {
		ones[i] = 1
	}
	return b.Const(1, width, ones)
}

func identity(b *graph.Builder, n int) *G.Node {
	values := make([]float64, n*n)
	for i := range n {
		values[i*n+i] = 1
	}
	return b.Const(n, n, values)
}
