package graph

import (
	"math"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
	G "gorgonia.org/gorgonia"
)

// unaryValues are the functions themselves.
var unaryValues = [...]func(float64) float64{
	kernel.Neg:            func(x float64) float64 { return -x },
	kernel.Tanh:           math.Tanh,
	kernel.Sigmoid:        sigmoid,
	kernel.Softplus:       softplus,
	kernel.Exp:            math.Exp,
	kernel.Log:            logarithm,
	kernel.Sqrt:           math.Sqrt,
	kernel.Sin:            math.Sin,
	kernel.Cos:            math.Cos,
	kernel.Square:         func(x float64) float64 { return x * x },
	kernel.Inverse:        func(x float64) float64 { return 1 / x },
	kernel.OneMinusSquare: func(x float64) float64 { return 1 - x*x },
	kernel.LogisticPrime:  func(x float64) float64 { return x * (1 - x) },
	kernel.NormCDF:        func(x float64) float64 { return 0.5 * math.Erfc(-x/math.Sqrt2) },
	kernel.MinZero:        func(x float64) float64 { return math.Min(x, 0) },
	kernel.MaxZero:        func(x float64) float64 { return math.Max(x, 0) },
	kernel.Step:           step,
	kernel.Abs:            math.Abs,
}

// sigmoid never raises e to a large positive power.
func sigmoid(x float64) float64 {
	if x >= 0 {
		return 1 / (1 + math.Exp(-x))
	}
	e := math.Exp(x)
	return e / (1 + e)
}

// softplus = max(x,0) + log(1+e^-|x|): smooth and without overflow for every x.
func softplus(x float64) float64 {
	return math.Max(x, 0) + math.Log1p(math.Exp(-math.Abs(x)))
}

// logarithm works around math.Log, which is wrong for denormal numbers on amd64.
func logarithm(x float64) float64 {
	if x > 0 && x < 0x1p-1022 {
		return math.Log(x*0x1p54) - 54*math.Ln2
	}
	return math.Log(x)
}

func step(x float64) float64 {
	if x > 0 {
		return 1
	}
	return 0
}

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
