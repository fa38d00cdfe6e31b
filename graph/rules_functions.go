// The derivatives of functions of one number.

package graph

import (
	"math"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
	G "gorgonia.org/gorgonia"
)

// chain is g·f'(x), with y = f(x) and g holding k matrices of x's size; nil if it is zero.
func chain(f kernel.UnaryFunc, b *Builder, x, y, g *G.Node, k int) *G.Node {
	switch f {
	case kernel.Neg:
		return b.Neg(g)
	case kernel.Step:
		return nil
	case kernel.Log:
		return b.binary(kernel.Div, g, b.tile(x, k))
	case kernel.Sqrt:
		return b.Scale(b.binary(kernel.Div, g, b.tile(y, k)), 0.5)
	}
	return b.binary(kernel.Mul, g, b.tile(slope(f, b, x, y), k))
}

// slope is f'(x) for the functions whose rule is a product.
func slope(f kernel.UnaryFunc, b *Builder, x, y *G.Node) *G.Node {
	switch f {
	case kernel.Tanh:
		return b.unary(kernel.OneMinusSquare, y)
	case kernel.Sigmoid:
		return b.unary(kernel.LogisticPrime, y)
	case kernel.Softplus:
		return b.unary(kernel.Sigmoid, x)
	case kernel.Exp:
		return y
	case kernel.Sin:
		return b.unary(kernel.Cos, x)
	case kernel.Cos:
		return b.Neg(b.unary(kernel.Sin, x))
	case kernel.Square:
		return b.Scale(x, 2)
	case kernel.Inverse:
		return b.Neg(b.unary(kernel.Square, y))
	case kernel.OneMinusSquare:
		return b.Scale(x, -2)
	case kernel.LogisticPrime:
		return b.affine(x, -2, 1)
	case kernel.NormCDF:
		return b.Scale(b.unary(kernel.Exp, b.Scale(b.unary(kernel.Square, x), -0.5)), 1/math.Sqrt(2*math.Pi))
	case kernel.MinZero: // min(x,0) + max(x,0) = x, so that the two derivatives add up to 1 at 0 too
		return b.affine(b.unary(kernel.Step, x), -1, 1)
	case kernel.MaxZero:
		return b.unary(kernel.Step, x)
	default: // Abs
		return b.binary(kernel.Sub, b.unary(kernel.Step, x), b.unary(kernel.Step, b.Neg(x)))
	}
}
