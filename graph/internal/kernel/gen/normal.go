// This file has the normal distribution function.

package main

import "math/big"

// normalCDF: with a = |x| and z = a/√2, the left tail is ½·erfc(z) = e^(-a²/2)·P(t)/(1+2z), where
// t = (z-c)/(z+c) and P is a polynomial for (1+2z)·½·erfcx(z), which varies little (Shepherd and Laframboise,
// Math. Comp. 36, 1981). a² is formed in two parts, since its rounding would be amplified by the exponential.
func normalCDF(f *function, x value) value {
	a, high, low := f.take(), f.take(), f.take()
	f.do("AND", f.signBit()-1, x, a)
	f.set(f.number(pick(f.target, 15.0, 40.0)), high)
	f.do("MIN", a, high, a) // beyond, the tail is 0; MIN returns a if it is not a number
	f.do("MUL", a, a, high)
	f.copy(a, low)
	f.do("FMSUB213", high, a, low)
	f.do("MUL", f.number(-0.5), high, high)
	e := f.expNegative(high)
	f.do("MUL", f.number(0.5), low, low)
	f.do("FNMADD213", e, e, low) // e - e·low/2
	t, p := f.take(), f.take()
	rootHalf := new(big.Float).SetPrec(precision).Sqrt(bigFloat(0.5))
	z := a
	f.do("MUL", f.rounded(rootHalf), a, z)
	f.do("SUB", f.number(normalCenter), z, t)
	f.do("ADD", f.number(normalCenter), z, p)
	f.do("DIV", p, t, t)
	f.polynomial(f.roundedAll(fit(normalTail, -1, 1, pick(f.target, 11, 25))), t, p)
	f.do("MUL", low, p, p)
	f.do("ADD", z, z, z)
	f.do("ADD", f.number(1), z, z)
	f.do("DIV", z, p, p)
	one := t
	f.set(f.number(1), one)
	f.do("SUB", p, one, one)
	f.blend(x, p, one, x)
	f.drop(a, e, low, t, p)
	return x
}

const normalCenter = 3.75

// normalTail is (1+2z)·½·erfcx(z) as a function of t = (z-c)/(z+c).
func normalTail(t *big.Float) *big.Float {
	z := quo(mul(bigFloat(normalCenter), add(bigFloat(1), t)), sub(bigFloat(1), t))
	return mul(quo(add(bigFloat(1), mul(bigFloat(2), z)), bigFloat(2)), scaledErfc(z))
}

// scaledErfc is erfcx(z) = e^(z²)·erfc(z) for z ≥ 0: for small z by 1 - erf(z), whose series e^(z²)·erf(z) =
// 2z/√π·Σ (2z²)ⁱ/(2i+1)!! has only positive terms; for large z by the continued fraction
// 1/√π · 1/(z + ½/(z + 1/(z + 3/2/(z + …)))).
func scaledErfc(z *big.Float) *big.Float {
	rootPi := new(big.Float).SetPrec(precision).Sqrt(mul(bigFloat(2), halfPi()))
	square := mul(z, z)
	if z.Cmp(bigFloat(5)) > 0 {
		fraction := z
		for i := 3000; i > 0; i-- {
			fraction = add(z, quo(bigFloat(float64(i)/2), fraction))
		}
		return quo(bigFloat(1), mul(rootPi, fraction))
	}
	sum, term := bigFloat(0), bigFloat(1)
	for i := range 800 {
		sum = add(sum, term)
		term = quo(mul(term, mul(bigFloat(2), square)), bigFloat(float64(2*i+3)))
	}
	erf := quo(mul(mul(bigFloat(2), z), sum), rootPi)
	return sub(exponential(square), erf)
}

// exponential is eˣ by its series.
func exponential(x *big.Float) *big.Float {
	sum, term := bigFloat(0), bigFloat(1)
	for i := range 800 {
		sum = add(sum, term)
		term = quo(mul(term, x), bigFloat(float64(i+1)))
	}
	return sum
}
