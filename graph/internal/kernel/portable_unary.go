package kernel

import "math"

func unaryPortable[T Float](f UnaryFunc, dst, x []T) {
	switch f {
	case Neg:
		apply(dst, x, func(v T) T { return -v })
	case Square:
		apply(dst, x, func(v T) T { return v * v })
	case Inverse:
		apply(dst, x, func(v T) T { return 1 / v })
	case OneMinusSquare:
		apply(dst, x, oneMinusSquare)
	case LogisticPrime:
		apply(dst, x, func(v T) T { return v * (1 - v) })
	case MinZero:
		apply(dst, x, func(v T) T { return min(v, 0) })
	case MaxZero:
		apply(dst, x, func(v T) T { return max(v, 0) })
	case Step:
		apply(dst, x, step)
	default:
		function := mathFunctions[f]
		apply(dst, x, func(v T) T { return T(function(float64(v))) })
	}
}

// pairPortable takes each element's argument before it writes either result, which may be in its place.
func pairPortable[T Float](f PairFunc, first, second, x []T) {
	one, other := f.Parts()
	for i, v := range x {
		first[i], second[i] = T(mathFunctions[one](float64(v))), T(mathFunctions[other](float64(v)))
	}
}

// mathFunctions are those that go through float64 and package math.
var mathFunctions = [unaryFuncs]func(float64) float64{
	Tanh: math.Tanh, Sigmoid: sigmoid, Softplus: softplus, Exp: math.Exp, Log: logarithm, Sqrt: math.Sqrt,
	Sin: math.Sin, Cos: math.Cos, NormCDF: normCDF, Abs: math.Abs,
}

func apply[T Float](dst, x []T, function func(T) T) {
	x = x[:len(dst)]
	for i := range dst {
		dst[i] = function(x[i])
	}
}

// oneMinusSquare factors 1-y² so that nothing cancels where |y| is near 1.
func oneMinusSquare[T Float](y T) T { return (1 - y) * (1 + y) }

func step[T Float](x T) T {
	if x > 0 {
		return 1
	}
	return 0
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
