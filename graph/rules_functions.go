// The derivatives of functions of one number.

package graph

import (
	"math"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	G "gorgonia.org/gorgonia"
)

// chain is g·f'(x), with y = f(x), and g holding k matrices of the shape of x; nil if it is zero.
func chain(f scalar.UnaryFunc, b *Builder, x, y, g *G.Node, k int) *G.Node {
	switch f {
	case scalar.Neg:
		return b.Neg(g)
	case scalar.Step:
		return nil
	case scalar.Log:
		return b.binary(scalar.Div, g, b.tile(x, k))
	case scalar.Log1p:
		return b.binary(scalar.Div, g, b.tile(b.Shift(x, 1), k))
	case scalar.Sqrt:
		return b.Scale(b.binary(scalar.Div, g, b.tile(y, k)), 0.5)
	}
	return b.binary(scalar.Mul, g, b.tile(slope(f, b, x, y), k))
}

// chainPower is g·p·xᵖ⁻¹; nil if it is zero.
func chainPower(p float64, b *Builder, x, g *G.Node, k int) *G.Node {
	if p == 0 {
		return nil
	}
	return b.binary(scalar.Mul, g, b.tile(b.Scale(b.add(ops.PowerOf(p-1), x), p), k))
}

// slope is f'(x) for the functions whose rule is a product.
func slope(f scalar.UnaryFunc, b *Builder, x, y *G.Node) *G.Node {
	switch f {
	case scalar.Tanh:
		return b.unary(scalar.OneMinusSquare, y)
	case scalar.Sigmoid:
		return b.unary(scalar.LogisticPrime, y)
	case scalar.Softplus:
		return b.unary(scalar.Sigmoid, x)
	case scalar.Exp:
		return y
	case scalar.Expm1:
		return b.unary(scalar.Exp, x)
	case scalar.Sin:
		return b.unary(scalar.Cos, x)
	case scalar.Cos:
		return b.Neg(b.unary(scalar.Sin, x))
	case scalar.Square:
		return b.Scale(x, 2)
	case scalar.Inverse:
		return b.Neg(b.unary(scalar.Square, y))
	case scalar.OneMinusSquare:
		return b.Scale(x, -2)
	case scalar.LogisticPrime:
		return b.affine(x, -2, 1)
	case scalar.NormCDF:
		return b.Scale(b.unary(scalar.Exp, b.Scale(b.unary(scalar.Square, x), -0.5)), 1/math.Sqrt(2*math.Pi))
	case scalar.MinZero: // min(x,0) + max(x,0) = x, so the two derivatives add up to 1 at 0 too
		return b.affine(b.unary(scalar.Step, x), -1, 1)
	case scalar.MaxZero:
		return b.unary(scalar.Step, x)
	default: // Abs
		return b.binary(scalar.Sub, b.unary(scalar.Step, x), b.unary(scalar.Step, b.Neg(x)))
	}
}

// shares are 1/n for the n largest elements of each row and 0 for others.
func shares(b *Builder, x, largest *G.Node) *G.Node {
	cols := b.dims(x).Cols
	smaller := b.Step(b.binary(scalar.Sub, b.BroadcastCols(largest, cols), x))
	equal := b.affine(smaller, -1, 1)
	return b.binary(scalar.Div, equal, b.BroadcastCols(b.SumCols(equal), cols))
}

// pullMax shares g among the largest elements of each row; nil if it is zero.
func pullMax(b *Builder, o ops.MaxCols, x, y, g *G.Node) *G.Node {
	if o.Constant {
		return nil
	}
	return b.binary(scalar.Mul, b.BroadcastCols(g, b.dims(x).Cols), shares(b, x, y))
}

// pushMax is the mean of the tangents of the largest elements of each row; nil if it is zero.
func pushMax(b *Builder, o ops.MaxCols, x, y, dx *G.Node, k int) *G.Node {
	if o.Constant {
		return nil
	}
	return b.SumCols(b.binary(scalar.Mul, dx, b.tile(shares(b, x, y), k)))
}
