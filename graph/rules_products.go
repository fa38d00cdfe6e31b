// The rules of arithmetic, matrix products and concatenation.

package graph

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	G "gorgonia.org/gorgonia"
)

func pullBinary(b *Builder, function scalar.BinaryFunc, x []*G.Node, y, g *G.Node, need []bool) []*G.Node {
	dx := make([]*G.Node, 2)
	switch function {
	case scalar.Add:
		dx[0], dx[1] = g, g
	case scalar.Sub:
		dx[0] = g
		if need[1] {
			dx[1] = b.Neg(g)
		}
	case scalar.Mul:
		if need[0] {
			dx[0] = b.binary(scalar.Mul, g, x[1])
		}
		if need[1] {
			dx[1] = b.binary(scalar.Mul, g, x[0])
		}
	case scalar.Div:
		dx[0] = b.binary(scalar.Div, g, x[1])
		if need[1] {
			dx[1] = b.Neg(b.binary(scalar.Mul, dx[0], y))
		}
	}
	return dx
}

func pushBinary(b *Builder, function scalar.BinaryFunc, x []*G.Node, y *G.Node, dx []*G.Node, k int) *G.Node {
	first, second := dx[0], dx[1]
	switch function {
	case scalar.Sub:
		second = b.negOrNil(second)
	case scalar.Mul:
		first = b.scaledTangent(first, x[1], k)
		second = b.scaledTangent(second, x[0], k)
	case scalar.Div:
		second = b.negOrNil(b.scaledTangent(second, y, k))
		return b.binary(scalar.Div, b.sum(first, second), b.tile(x[1], k))
	}
	return b.sum(first, second)
}

// scaledTangent is dx·factor; nil for a zero tangent.
func (b *Builder) scaledTangent(dx, factor *G.Node, k int) *G.Node {
	if dx == nil {
		return nil
	}
	return b.binary(scalar.Mul, dx, b.tile(factor, k))
}

func (b *Builder) negOrNil(x *G.Node) *G.Node {
	if x == nil {
		return nil
	}
	return b.Neg(x)
}

// pullMatMul returns the factors' cotangents. It keeps a per-row factor first and contracts over the batch with TransA
// only, so that no per-row matrix is ever transposed.
func pullMatMul(b *Builder, o ops.MatMul, x []*G.Node, g *G.Node, need []bool) []*G.Node {
	dx := make([]*G.Node, 2)
	if need[0] {
		if o.TransA {
			dx[0] = b.MatMul(x[1], g, o.TransB, true)
		} else {
			dx[0] = b.MatMul(g, x[1], false, !o.TransB)
		}
	}
	if need[1] {
		if o.TransB {
			dx[1] = b.MatMul(g, x[0], true, o.TransA)
		} else {
			dx[1] = b.MatMul(x[0], g, !o.TransA, false)
		}
	}
	return dx
}

func pushMatMul(b *Builder, o ops.MatMul, x, dx []*G.Node, k int) *G.Node {
	if k > 1 && (dx[1] != nil || o.TransA) {
		return b.noTiling(operation{o})
	}
	var first, second *G.Node
	if dx[0] != nil {
		first = b.MatMul(dx[0], x[1], o.TransA, o.TransB)
	}
	if dx[1] != nil {
		second = b.MatMul(x[0], dx[1], o.TransA, o.TransB)
	}
	return b.sum(first, second)
}

func pullConcat(b *Builder, x []*G.Node, g *G.Node, need []bool) []*G.Node {
	dx, from := make([]*G.Node, len(x)), 0
	for i, n := range x {
		to := from + b.dims(n).Cols
		if need[i] {
			dx[i] = b.SliceCols(g, from, to)
		}
		from = to
	}
	return dx
}

// pushConcat adds the tangents, each padded with zeros to its columns. It pads neighbours together.
func pushConcat(b *Builder, x []*G.Node, y *G.Node, dx []*G.Node) *G.Node {
	var total *G.Node
	width, before := b.dims(y).Cols, 0
	for i := 0; i < len(x); i++ {
		var run []*G.Node
		from := before
		for ; i < len(x) && dx[i] != nil; i++ {
			run = append(run, dx[i])
			before += b.dims(x[i]).Cols
		}
		if len(run) > 0 {
			total = b.sum(total, b.PadCols(b.ConcatCols(run...), from, width-before))
		}
		if i < len(x) {
			before += b.dims(x[i]).Cols
		}
	}
	return total
}
