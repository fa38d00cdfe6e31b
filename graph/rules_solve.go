// The rules of linear systems.

package graph

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	G "gorgonia.org/gorgonia"
)

// pullSolve returns b̄ = z and Ā = −z xᵀ with z = A⁻ᵀg, or with Trans z = A⁻¹g and Ā = −x zᵀ.
func pullSolve(b *Builder, o ops.SolveRows, x []*G.Node, y, g *G.Node, need []bool) []*G.Node {
	z := b.add(ops.SolveRows{N: o.N, Trans: !o.Trans}, x[0], x[1], g)
	dx := []*G.Node{nil, nil, z}
	if !need[0] {
		return dx
	}
	if o.Trans {
		dx[0] = outer(b, o.N, b.Neg(y), z)
	} else {
		dx[0] = outer(b, o.N, b.Neg(z), y)
	}
	return dx
}

// outer is u_r v_rᵀ for every row, stored like A.
func outer(b *Builder, size int, u, v *G.Node) *G.Node {
	rows := make([]*G.Node, size)
	for i := range rows {
		rows[i] = b.Mul(b.BroadcastCols(b.SliceCols(u, i, i+1), size), v)
	}
	return b.ConcatCols(rows...)
}

// pushSolve solves A ẋ = ḃ − Ȧ x.
func pushSolve(b *Builder, o ops.SolveRows, x []*G.Node, y *G.Node, dx []*G.Node, k int) *G.Node {
	right := dx[2]
	if dx[0] != nil {
		moved := b.Neg(applied(b, o, dx[0], b.tile(y, k)))
		right = b.sum(right, moved)
	}
	if right == nil {
		return nil
	}
	return b.add(o, b.tile(x[0], k), b.tile(x[1], k), right)
}

// applied is op(A_r) v_r for every row.
func applied(b *Builder, o ops.SolveRows, a, v *G.Node) *G.Node {
	terms := make([]*G.Node, o.N)
	var sum *G.Node
	for i := range terms {
		row := b.SliceCols(a, i*o.N, (i+1)*o.N)
		if o.Trans {
			sum = b.sum(sum, b.Mul(row, b.BroadcastCols(b.SliceCols(v, i, i+1), o.N)))
		} else {
			terms[i] = b.SumCols(b.Mul(row, v))
		}
	}
	if o.Trans {
		return sum
	}
	return b.ConcatCols(terms...)
}
