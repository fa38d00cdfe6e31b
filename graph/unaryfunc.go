package graph

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"

	"math"

	G "gorgonia.org/gorgonia"
)

type UnaryFunc = kernel.UnaryFunc

const (
	Neg            = kernel.Neg
	Tanh           = kernel.Tanh
	Sigmoid        = kernel.Sigmoid
	Softplus       = kernel.Softplus
	Exp            = kernel.Exp
	Log            = kernel.Log
	Sqrt           = kernel.Sqrt
	Sin            = kernel.Sin
	Cos            = kernel.Cos
	Square         = kernel.Square
	Inverse        = kernel.Inverse
	OneMinusSquare = kernel.OneMinusSquare
	LogisticPrime  = kernel.LogisticPrime
	NormCDF        = kernel.NormCDF
	MinZero        = kernel.MinZero
	MaxZero        = kernel.MaxZero
	Step           = kernel.Step
	Abs            = kernel.Abs
)

// unaryValues are the functions themselves.
var unaryValues = [...]func(float64) float64{
	Neg:            func(x float64) float64 { return -x },
	Tanh:           math.Tanh,
	Sigmoid:        sigmoid,
	Softplus:       softplus,
	Exp:            math.Exp,
	Log:            logarithm,
	Sqrt:           math.Sqrt,
	Sin:            math.Sin,
	Cos:            math.Cos,
	Square:         func(x float64) float64 { return x * x },
	Inverse:        func(x float64) float64 { return 1 / x },
	OneMinusSquare: func(x float64) float64 { return 1 - x*x },
	LogisticPrime:  func(x float64) float64 { return x * (1 - x) },
	NormCDF:        func(x float64) float64 { return 0.5 * math.Erfc(-x/math.Sqrt2) },
	MinZero:        func(x float64) float64 { return math.Min(x, 0) },
	MaxZero:        func(x float64) float64 { return math.Max(x, 0) },
	Step:           step,
	Abs:            math.Abs,
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
func chain(f UnaryFunc, b *Builder, x, y, g *G.Node, k int) *G.Node {
	switch f {
	case Neg:
		return b.Neg(g)
	case Step:
		return nil
	case Log:
		return b.binary(Div, g, b.tile(x, k))
	case Sqrt:
		return b.Scale(b.binary(Div, g, b.tile(y, k)), 0.5)
	}
	return b.binary(Mul, g, b.tile(slope(f, b, x, y), k))
}

// slope is f'(x) for the functions whose rule is a product.
func slope(f UnaryFunc, b *Builder, x, y *G.Node) *G.Node {
	switch f {
	case Tanh:
		return b.Unary(OneMinusSquare, y)
	case Sigmoid:
		return b.Unary(LogisticPrime, y)
	case Softplus:
		return b.Unary(Sigmoid, x)
	case Exp:
		return y
	case Sin:
		return b.Unary(Cos, x)
	case Cos:
		return b.Neg(b.Unary(Sin, x))
	case Square:
		return b.Scale(x, 2)
	case Inverse:
		return b.Neg(b.Unary(Square, y))
	case OneMinusSquare:
		return b.Scale(x, -2)
	case LogisticPrime:
		return b.affine(x, -2, 1)
	case NormCDF:
		return b.Scale(b.Unary(Exp, b.Scale(b.Unary(Square, x), -0.5)), 1/math.Sqrt(2*math.Pi))
	case MinZero: // min(x,0) + max(x,0) = x, so that the two derivatives add up to 1 at 0 too
		return b.affine(b.Unary(Step, x), -1, 1)
	case MaxZero:
		return b.Unary(Step, x)
	default: // Abs
		return b.binary(Sub, b.Unary(Step, x), b.Unary(Step, b.Neg(x)))
	}
}
