// This file finds the coefficients of polynomials, in long arithmetic.

package main

import (
	"math"
	"math/big"
)

// precision is the number of bits that coefficients are computed with.
const precision = 400

func bigFloat(x float64) *big.Float { return new(big.Float).SetPrec(precision).SetFloat64(x) }

func ratio(a, b int64) *big.Float {
	return new(big.Float).SetPrec(precision).SetRat(big.NewRat(a, b))
}

func add(a, b *big.Float) *big.Float { return new(big.Float).SetPrec(precision).Add(a, b) }
func sub(a, b *big.Float) *big.Float { return new(big.Float).SetPrec(precision).Sub(a, b) }
func mul(a, b *big.Float) *big.Float { return new(big.Float).SetPrec(precision).Mul(a, b) }
func quo(a, b *big.Float) *big.Float { return new(big.Float).SetPrec(precision).Quo(a, b) }

// fit returns the coefficients of the polynomial that interpolates function at the Chebyshev nodes of
// [low, high], which is within a small factor of the best possible in the largest error.
func fit(function func(*big.Float) *big.Float, low, high float64, degree int) []*big.Float {
	nodes, table := make([]*big.Float, degree+1), make([]*big.Float, degree+1)
	for i := range nodes {
		angle := math.Pi * (float64(i) + 0.5) / float64(degree+1)
		nodes[i] = bigFloat((low+high)/2 + (high-low)/2*math.Cos(angle))
		table[i] = function(nodes[i])
	}
	for order := 1; order <= degree; order++ { // Newton's divided differences
		for i := degree; i >= order; i-- {
			table[i] = quo(sub(table[i], table[i-1]), sub(nodes[i], nodes[i-order]))
		}
	}
	coefficients := []*big.Float{table[degree]}
	for i := degree - 1; i >= 0; i-- { // p ← p·(x - nodeᵢ) + tableᵢ
		next := make([]*big.Float, len(coefficients)+1)
		for j := range next {
			next[j] = bigFloat(0)
		}
		for j, c := range coefficients {
			next[j+1] = add(next[j+1], c)
			next[j] = sub(next[j], mul(c, nodes[i]))
		}
		next[0] = add(next[0], table[i])
		coefficients = next
	}
	return coefficients
}

// series sums term(0) + term(1)·x + … until nothing changes any more.
func series(x *big.Float, term func(i int64) *big.Float) *big.Float {
	sum, power := bigFloat(0), bigFloat(1)
	for i := range int64(400) {
		sum = add(sum, mul(power, term(i)))
		power = mul(power, x)
	}
	return sum
}

// expTail is (eˣ-1-x)/x².
func expTail(x *big.Float) *big.Float {
	factorial := bigFloat(1)
	return series(x, func(i int64) *big.Float {
		factorial = mul(factorial, bigFloat(float64(i+2)))
		return quo(bigFloat(1), factorial)
	})
}

// atanhTail is (atanh(s)-s)/s³ as a function of s².
func atanhTail(square *big.Float) *big.Float {
	return series(square, func(i int64) *big.Float { return ratio(1, 2*i+3) })
}

// log1pRatio is log(1+x)/x, by way of 2·atanh(x/(2+x)).
func log1pRatio(x *big.Float) *big.Float {
	denominator := add(bigFloat(2), x)
	s := quo(x, denominator)
	square := mul(s, s)
	return quo(mul(bigFloat(2), add(bigFloat(1), mul(square, atanhTail(square)))), denominator)
}

// sinTail is (sin x - x)/x³ and cosTail is (cos x - 1 + x²/2)/x⁴, as functions of x².
func sinTail(square *big.Float) *big.Float { return alternating(square, 3) }
func cosTail(square *big.Float) *big.Float { return alternating(square, 4) }

// alternating is Σ ±xⁱ/(2i+first)!, the first sign negative for the sine, positive for the cosine.
func alternating(x *big.Float, first int64) *big.Float {
	factorial := bigFloat(1)
	for i := int64(2); i < first; i++ {
		factorial = mul(factorial, bigFloat(float64(i)))
	}
	sign := bigFloat(1)
	if first%2 == 1 {
		sign = bigFloat(-1)
	}
	return series(x, func(i int64) *big.Float {
		factorial = mul(factorial, bigFloat(float64(2*i+first)))
		term := quo(sign, factorial)
		sign = mul(sign, bigFloat(-1))
		factorial = mul(factorial, bigFloat(float64(2*i+first+1)))
		return term
	})
}

// log2 is the natural logarithm of 2.
func log2() *big.Float { return log1pRatio(bigFloat(1)) }

// halfPi is π/2 = 8·atan(1/5)·… by Machin's formula: π/4 = 4·atan(1/5) - atan(1/239).
func halfPi() *big.Float {
	atan := func(inverse int64) *big.Float {
		x := ratio(1, inverse)
		return mul(x, series(mul(x, x), func(i int64) *big.Float { return ratio(1-2*(i%2), 2*i+1) }))
	}
	return sub(mul(bigFloat(8), atan(5)), mul(bigFloat(2), atan(239)))
}

// parts splits x into numbers of the element type that add up to it, each the rounding of what is left.
func (t target) parts(x *big.Float, n int) []constant {
	out := make([]constant, n)
	for i := range out {
		out[i] = t.rounded(x)
		if t.single {
			v := math.Float32frombits(uint32(out[i]))
			x = sub(x, bigFloat(float64(v)))
		} else {
			x = sub(x, bigFloat(math.Float64frombits(uint64(out[i]))))
		}
	}
	return out
}

func (t target) roundedAll(xs []*big.Float) []constant {
	out := make([]constant, len(xs))
	for i, x := range xs {
		out[i] = t.rounded(x)
	}
	return out
}
