// The functions of one and of two numbers.

package ops

import (
	"math"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
)

// UnaryValues are the functions themselves.
var UnaryValues = [...]func(float64) float64{
	kernel.Neg:            func(x float64) float64 { return -x },
	kernel.Tanh:           math.Tanh,
	kernel.Sigmoid:        Sigmoid,
	kernel.Softplus:       Softplus,
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

// Sigmoid never raises e to a large positive power.
func Sigmoid(x float64) float64 {
	if x >= 0 {
		return 1 / (1 + math.Exp(-x))
	}
	e := math.Exp(x)
	return e / (1 + e)
}

// Softplus = max(x,0) + log(1+e^-|x|): smooth and without overflow for every x.
func Softplus(x float64) float64 {
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

func binaryValue(f kernel.BinaryFunc, x, y float64) float64 {
	switch f {
	case kernel.Add:
		return x + y
	case kernel.Sub:
		return x - y
	case kernel.Mul:
		return x * y
	}
	return x / y
}
