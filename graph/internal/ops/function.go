// The functions of one and of two numbers.

package ops

import (
	"math"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	"github.com/gorgoflow/gorgoflow/internal/elementary"
)

// UnaryValues computes the functions of one number.
var UnaryValues = [...]func(float64) float64{
	scalar.Neg:            func(x float64) float64 { return -x },
	scalar.Tanh:           elementary.Tanh,
	scalar.Sigmoid:        Sigmoid,
	scalar.Softplus:       Softplus,
	scalar.Exp:            elementary.Exp,
	scalar.Log:            elementary.Log,
	scalar.Sqrt:           math.Sqrt,
	scalar.Sin:            elementary.Sin,
	scalar.Cos:            elementary.Cos,
	scalar.Square:         func(x float64) float64 { return x * x },
	scalar.Inverse:        func(x float64) float64 { return 1 / x },
	scalar.OneMinusSquare: func(x float64) float64 { return 1 - float64(x*x) },
	scalar.LogisticPrime:  func(x float64) float64 { return x * (1 - x) },
	scalar.NormCDF:        func(x float64) float64 { return 0.5 * elementary.Erfc(-x/math.Sqrt2) },
	scalar.MinZero:        func(x float64) float64 { return math.Min(x, 0) },
	scalar.MaxZero:        func(x float64) float64 { return math.Max(x, 0) },
	scalar.Step:           step,
	scalar.Abs:            math.Abs,
	scalar.Log1p:          elementary.Log1p,
	scalar.Expm1:          elementary.Expm1,
}

// Sigmoid never raises e to a large positive power.
func Sigmoid(x float64) float64 {
	if x >= 0 {
		return 1 / (1 + elementary.Exp(-x))
	}
	e := elementary.Exp(x)
	return e / (1 + e)
}

// Softplus is max(x,0) + log(1+e^-|x|): accurate and without overflow for every x.
func Softplus(x float64) float64 {
	return math.Max(x, 0) + elementary.Log1p(elementary.Exp(-math.Abs(x)))
}

func step(x float64) float64 {
	if x > 0 {
		return 1
	}
	return 0
}

func binaryValue(f scalar.BinaryFunc, x, y float64) float64 {
	switch f {
	case scalar.Add:
		return x + y
	case scalar.Sub:
		return x - y
	case scalar.Mul:
		return x * y
	}
	return x / y
}
