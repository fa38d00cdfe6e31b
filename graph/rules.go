// The derivatives of this package's operations, in terms of these operations, so that derivatives of any order exist.

package graph

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	G "gorgonia.org/gorgonia"
)

func init() {
	symDiff = func(kind ops.Kind, x []*G.Node, y, grad *G.Node) (G.Nodes, error) {
		b := Wrap(y.Graph(), y.Dtype())
		need := make([]bool, len(x))
		for i := range need {
			need[i] = true
		}
		cotangents := pullback(b, kind, x, y, grad, need)
		return cotangents, b.err
	}
}

// pullback returns the operands' cotangents for the cotangent g of the output y; nil means zero. The cotangent of an
// operand that need does not mark may be nil.
func pullback(b *Builder, kind ops.Kind, x []*G.Node, y, g *G.Node, need []bool) []*G.Node {
	switch o := kind.(type) {
	case ops.Binary:
		return pullBinary(b, o.Func, x, y, g, need)
	case ops.MatMul:
		return pullMatMul(b, o, x, g, need)
	case ops.ConcatCols:
		return pullConcat(b, x, g, need)
	case ops.SolveRows:
		return pullSolve(b, o, x, y, g, need)
	case ops.Convolve:
		return pullConvolve(b, o, x, g, need)
	}
	return []*G.Node{pullOne(b, kind, x[0], y, g)}
}

// pullOne returns the cotangent of the operand of an operation with one operand.
func pullOne(b *Builder, kind ops.Kind, x, y, g *G.Node) *G.Node {
	switch o := kind.(type) {
	case ops.Unary:
		return chain(o.Func, b, x, y, g, 1)
	case ops.Affine:
		return b.Scale(g, o.Scale)
	case ops.Power:
		return chainPower(o.P, b, x, g, 1)
	case ops.Transpose:
		return b.Transpose(g)
	case ops.BroadcastRows:
		return b.SumRows(g, b.dims(x).Rows)
	case ops.SumRows:
		return b.BroadcastRows(g, b.dims(x).Rows/o.K)
	case ops.TileRows:
		return b.FoldRows(g, o.K)
	case ops.FoldRows:
		return b.TileRows(g, o.K)
	case ops.BroadcastCols:
		return b.SumCols(g)
	case ops.SumCols:
		return b.BroadcastCols(g, b.dims(x).Cols)
	case ops.MaxCols:
		return pullMax(b, o, x, y, g)
	case ops.SliceCols:
		return b.PadCols(g, o.From, b.dims(x).Cols-o.To)
	case ops.PadCols:
		return b.SliceCols(g, o.Before, o.Before+b.dims(x).Cols)
	}
	return nil // FactorRows, whose readers do not need it
}

// pushforward returns the tangent of the output y for tangents dx of the operands. A nil tangent is zero; not all are
// nil. Each tangent holds k matrices one under another.
func pushforward(b *Builder, kind ops.Kind, x []*G.Node, y *G.Node, dx []*G.Node, k int) *G.Node {
	switch o := kind.(type) {
	case ops.Unary:
		return chain(o.Func, b, x[0], y, dx[0], k)
	case ops.Affine:
		return b.Scale(dx[0], o.Scale)
	case ops.Power:
		return chainPower(o.P, b, x[0], dx[0], k)
	case ops.Binary:
		return pushBinary(b, o.Func, x, y, dx, k)
	case ops.MatMul:
		return pushMatMul(b, o, x, dx, k)
	case ops.ConcatCols:
		return pushConcat(b, x, y, dx)
	case ops.SolveRows:
		return pushSolve(b, o, x, y, dx, k)
	case ops.Convolve:
		return pushConvolve(b, o, x, dx, k)
	case ops.MaxCols:
		return pushMax(b, o, x[0], y, dx[0], k)
	case ops.FactorRows:
		return nil
	case ops.SumRows:
		return b.SumRows(dx[0], k*o.K)
	case ops.Transpose, ops.TileRows, ops.FoldRows:
		if k > 1 {
			return b.noTiling(operation{o})
		}
	}
	return b.add(kind, dx[0]) // linear, and the same for each tangent
}
