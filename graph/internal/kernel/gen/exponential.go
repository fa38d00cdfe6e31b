// This file has the exponential function and those that rest on it.

package main

import "math"

// Exponential functions rest on eˣ = 2ⁿ·eʳ with n = round(x/log 2) and |r| ≤ log(2)/2 (Cody and Waite):
// x - n·log 2 is formed with log 2 in two parts and fused multiply-adds; eʳ-1 = r + r²·q(r) with q a
// polynomial.

// bias of the exponent, and the number of bits of the fraction.
func (f *function) bias() float64      { return pick(f.target, 127.0, 1023.0) }
func (f *function) fractionBits() uint { return pick[uint](f.target, 23, 52) }

// tail is q(r) as a polynomial in r/scale, times scale².
func (f *function) tail(scale float64) []constant {
	q := fit(expTail, -0.3466, 0.3466, pick(f.target, 4, 9))
	power := bigFloat(scale)
	for i := range q {
		power = mul(power, bigFloat(scale))
		q[i] = mul(q[i], power)
	}
	return f.roundedAll(q)
}

// roundingShift is a number so large that adding it rounds to an integer, which is then in the lowest
// bits, with the bias of exponents and another exponent already added: shifted left it is a power of two.
func (f *function) roundingShift(exponent float64) constant {
	return f.number(1.5*float64(uint64(1)<<f.fractionBits()) + f.bias() + exponent)
}

// clampExp bounds x to where eˣ is zero and where it is infinite. MIN and MAX return their second source,
// x, if it is not a number.
func (f *function) clampExp(x value) value {
	return f.clampLow(f.clampHigh(x), pick(f.target, -104.0, -746.0))
}

func (f *function) clampHigh(x value) value {
	bound := f.take()
	f.set(f.number(pick(f.target, 89.0, 710.0)), bound)
	f.do("MIN", x, bound, x)
	f.drop(bound)
	return x
}

func (f *function) clampLow(x value, low float64) value {
	bound := f.take()
	f.set(f.number(low), bound)
	f.do("MAX", x, bound, x)
	f.drop(bound)
	return x
}

// reduce returns r (in place of x), n, and n in the lowest bits of shifted.
func (f *function) reduce(x value) (r, n, shifted value) { return f.reduceBy(x, f.roundingShift(0)) }

func (f *function) reduceBy(x value, shift constant) (r, n, shifted value) {
	shifted, n = f.take(), f.take()
	inverse, _ := quo(bigFloat(1), log2()).Float64()
	parts := f.parts(log2(), 2)
	f.set(shift, shifted)
	f.do("FMADD231", f.number(inverse), x, shifted)
	f.do("SUB", shift, shifted, n)
	f.do("FNMADD231", parts[0], n, x)
	f.do("FNMADD231", parts[1], n, x)
	return x, n, shifted
}

// powerOfTwo turns an integer in the lowest bits, bias added, into that power of two.
func (f *function) powerOfTwo(shifted value) {
	f.shiftLeft(f.fractionBits(), shifted, shifted)
}

// expMinusOne returns eʳ-1, destroying r.
func (f *function) expMinusOne(r value) value {
	q, square := f.take(), f.take()
	f.do("MUL", r, r, square)
	f.pairwise(f.tail(1), r, square, q)
	f.do("FMADD213", r, square, q)
	f.drop(r, square)
	return q
}

// expOfTwiceMinusOne returns e²ʳ-1, destroying r: r is doubled beside the polynomial, not before it.
func (f *function) expOfTwiceMinusOne(r value) value {
	q, square := f.take(), f.take()
	f.do("MUL", r, r, square)
	f.pairwise(f.tail(2), r, square, q)
	f.do("ADD", r, r, r)
	f.do("FMADD213", r, square, q)
	f.drop(r, square)
	return q
}

// exp returns eˣ for clamped x, in place.
func (f *function) exp(x value) value {
	r, n, shifted := f.reduce(x)
	p := f.expMinusOne(r)
	f.do("ADD", f.number(1), p, p)
	if f.wide {
		f.do("SCALEF", n, p, p)
	} else {
		f.scaleTwice(p, n, shifted)
	}
	f.drop(n, shifted)
	return p
}

// expm1 is eˣ-1 = 2·(2ⁿ⁻¹·(eʳ-1) + (2ⁿ⁻¹-½)), which keeps its relative accuracy near 0, where n is 0; 2ⁿ itself may lie
// outside the range of numbers.
func expm1(f *function, x value) value {
	sign := f.take()
	f.copy(x, sign)
	x = f.clampHigh(x)
	x = f.clampLow(x, pick(f.target, -18.0, -38.0)) // -1 to the last bit beyond
	r, n, power := f.reduceBy(x, f.roundingShift(-1))
	f.powerOfTwo(power)
	f.drop(n)
	p := f.expMinusOne(r)
	less := f.take()
	f.do("SUB", f.number(0.5), power, less)
	f.do("FMADD213", less, power, p)
	f.do("ADD", p, p, p)
	f.copySign(sign, p) // that of 0 is lost
	f.drop(sign, power, less)
	return p
}

// scaleTwice multiplies by 2ⁿ in two steps, since 2ⁿ itself may lie outside the range of numbers.
func (f *function) scaleTwice(p, n, shifted value) {
	half := f.take()
	f.set(f.roundingShift(0), shifted)
	f.do("FMADD231", f.number(0.5), n, shifted)
	f.do("SUB", f.roundingShift(0), shifted, half)
	f.do("SUB", half, n, n)
	f.do("ADD", f.roundingShift(0), n, n)
	f.powerOfTwo(shifted)
	f.powerOfTwo(n)
	f.do("MUL", shifted, p, p)
	f.do("MUL", n, p, p)
	f.drop(half)
}

// tanh|x| = -m/(2+m) with m = e^(-2|x|)-1 = 2ⁿ·(e²ʳ-1) + (2ⁿ-1), which keeps its relative accuracy near 0. What log 2
// lacks in one part of it is nothing beside 2ⁿ.
func tanh(f *function, x value) value {
	r := f.take()
	f.do("OR", f.signBit(), x, r)
	f.clampLow(r, pick(f.target, -10.0, -22.0)) // tanh is 1 to the last bit beyond
	power, n := f.take(), f.take()
	f.set(f.roundingShift(0), power)
	f.do("FMADD231", f.rounded(quo(bigFloat(2), log2())), r, power)
	f.do("SUB", f.roundingShift(0), power, n)
	f.do("FNMADD231", f.rounded(quo(log2(), bigFloat(2))), n, r)
	f.powerOfTwo(power)
	f.drop(n)
	m := f.expOfTwiceMinusOne(r)
	n = f.take()
	f.do("SUB", f.number(1), power, n) // 2ⁿ-1
	f.do("FMADD213", n, power, m)
	f.do("ADD", f.number(2), m, n)
	f.do("DIV", n, m, m)
	f.copySign(x, m)
	f.drop(x, n, power)
	return m
}

// copySign gives y the sign of x, destroying x.
func (f *function) copySign(x, y value) {
	if f.wide {
		f.do("COPYSIGN", x, y, y)
		return
	}
	f.do("AND", f.signBit(), x, x)
	f.do("AND", f.signBit()-1, y, y)
	f.do("OR", x, y, y)
}

// decayScale is a power of two so large that e^(-|x|) times it never leaves the range of numbers.
func (f *function) decayScale() float64 { return math.Ldexp(1, int(pick(f.target, 64.0, 512.0))) }

// scaledDecay is e^(-|x|), times decayScale.
func (f *function) scaledDecay(x value) value {
	y := f.take()
	f.do("OR", f.signBit(), x, y)
	f.clampLow(y, pick(f.target, -104.0, -746.0))
	return f.scaledExpNegative(y)
}

// scaledExpNegative is eˣ for x ≤ 0, times decayScale: 2ⁿ·(eʳ-1) + 2ⁿ with 2ⁿ made so much larger.
func (f *function) scaledExpNegative(x value) value {
	r, n, power := f.reduceBy(x, f.roundingShift(math.Log2(f.decayScale())))
	f.powerOfTwo(power)
	f.drop(n)
	p := f.expMinusOne(r)
	f.do("FMADD213", power, power, p)
	f.drop(power)
	return p
}

// unscale divides by decayScale, which alone rounds what becomes very small.
func (f *function) unscale(x value) { f.do("MUL", f.number(1/f.decayScale()), x, x) }

// expNegative is exp for x ≤ 0.
func (f *function) expNegative(x value) value {
	p := f.scaledExpNegative(x)
	f.unscale(p)
	return p
}

func sigmoid(f *function, x value) value {
	e := f.scaledDecay(x)
	y := f.logistic(x, e)
	f.drop(x, e)
	return y
}

// logistic is 1/(1+e) on the right and e/(1+e) on the left, e = e^(-|x|), without loss of the small values
// on the left. All three are scaled.
func (f *function) logistic(x, e value) value {
	denominator, numerator := f.take(), f.take()
	f.set(f.number(f.decayScale()), denominator)
	f.blend(x, e, denominator, numerator)
	f.do("ADD", e, denominator, denominator)
	f.do("DIV", denominator, numerator, numerator)
	f.drop(denominator)
	return numerator
}

func softplus(f *function, x value) value {
	e := f.scaledDecay(x)
	f.unscale(e)
	return f.logOnePlus(x, e)
}

// logOnePlus is max(x, 0) + log(1+e), e = e^(-|x|), with log(1+e) = e·P(e). It destroys x and e.
func (f *function) logOnePlus(x, e value) value {
	p := f.take()
	f.polynomial(f.roundedAll(fit(log1pRatio, 0, 1, pick(f.target, 10, 21))), e, p)
	zero := f.take()
	f.zero(zero)
	f.do("MAX", x, zero, x)
	f.do("FMADD213", x, e, p)
	f.drop(x, e, zero)
	return p
}
