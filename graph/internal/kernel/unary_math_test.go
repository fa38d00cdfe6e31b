// This file has the functions by way of package math in float64, against which the kernels are judged.

package kernel_test

import (
	"math"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

// mathFunction is f in float64, rounded more often than in the kernels where package math has no function for it.
func mathFunction(f scalar.UnaryFunc, x float64) float64 {
	switch f {
	case scalar.Neg:
		return -x
	case scalar.Square:
		return x * x
	case scalar.Inverse:
		return 1 / x
	case scalar.MinZero:
		return min(x, 0)
	case scalar.MaxZero:
		return max(x, 0)
	case scalar.Step:
		if x > 0 {
			return 1
		}
		return 0
	default:
		return mathFunctions[f](x)
	}
}

// mathFunctions are package math's functions.
var mathFunctions = [scalar.UnaryFuncs]func(float64) float64{
	scalar.Tanh: math.Tanh, scalar.Sigmoid: sigmoid, scalar.Softplus: softplus, scalar.Exp: math.Exp, scalar.Log: logarithm, scalar.Sqrt: math.Sqrt,
	scalar.Sin: math.Sin, scalar.Cos: math.Cos, scalar.NormCDF: normCDF, scalar.Abs: math.Abs,
	scalar.Log1p: math.Log1p, scalar.Expm1: math.Expm1,
}

// sigmoid divides by 1+e⁻|x|, which neither overflows nor loses the small values on the left.
func sigmoid(x float64) float64 {
	e := math.Exp(-math.Abs(x))
	if x < 0 {
		return e / (1 + e)
	}
	return 1 / (1 + e)
}

func softplus(x float64) float64 {
	return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x)))
}

// logarithm works around math.Log, which on some platforms is wrong for denormal numbers.
func logarithm(x float64) float64 {
	if x > 0 && x < 0x1p-1022 {
		return math.Log(x*0x1p54) - 54*math.Ln2
	}
	return math.Log(x)
}

// normCDF corrects for the rounding of z = x/√2, which erfc would amplify by x² in the left tail:
// erfc(z+δ) = erfc(z)·(1-2zδ) to first order where z is large.
func normCDF(x float64) float64 {
	z := -x * (1 / math.Sqrt2)
	value := 0.5 * math.Erfc(z)
	if z < 1 || value == 0 {
		return value
	}
	const rootLow = -9.667293313452913e-17 // what √2 exceeds its rounding by
	delta := (math.FMA(-math.Sqrt2, z, -x) - rootLow*z) / math.Sqrt2
	return value - 2*z*delta*value
}
