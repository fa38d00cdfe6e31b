// This file has the natural logarithm.

package main

import "math/big"

// logarithm: x = 2ᵏ·m with m in [3/4, 3/2), f = m-1, s = f/(2+f), and
// log(1+f) = 2·atanh(s) = f + s·(R(s²) - f), R the tail of 2·atanh (as in Sun's fdlibm, e_log.c).
func logarithm(f *function, x value) value {
	k, m := f.take(), f.take()
	if f.wide {
		f.splitWide(x, k, m)
	} else {
		f.split(x, k, m)
	}
	f.do("SUB", f.number(1), m, m)
	s, z, tail := f.take(), f.take(), f.take()
	f.do("ADD", f.number(2), m, s)
	f.do("DIV", s, m, s)
	f.do("MUL", s, s, z)
	doubled := fit(atanhTail, 0, 0.0401, pick(f.target, 3, 7))
	for i := range doubled {
		doubled[i] = mul(doubled[i], bigFloat(2))
	}
	f.polynomial(f.roundedAll(doubled), z, tail)
	f.do("MUL", z, tail, tail)
	f.do("SUB", m, tail, tail)
	high, low := f.log2Down()
	f.do("MUL", f.rounded(low), k, z)
	f.do("FMADD213", z, tail, s) // s·(R-f) + k·low
	f.do("ADD", m, s, s)
	f.do("FMADD231", f.rounded(high), k, s)
	if !f.wide {
		f.logarithmSpecials(x, s, z)
	}
	return s
}

// log1p is log(1+x): log u of the rounded sum u, plus what the rounding has left out, x-(u-1), which counts where x is small
// and is there its part of the logarithm.
func log1p(f *function, x value) value {
	u, rest, near := f.take(), f.take(), f.take()
	f.do("ADD", f.number(1), x, u)
	f.do("SUB", f.number(1), u, rest)
	f.do("SUB", rest, x, rest)
	f.set(f.number(1), near)
	f.compare(lessThan, near, x, near)
	f.do("AND", near, rest, rest)
	f.drop(x, near)
	y := logarithm(f, u)
	f.do("ADD", rest, y, y)
	return y
}

// log2Down splits log 2 with the first part rounded down, so that both parts are positive and infinite k
// gives infinity.
func (f *function) log2Down() (high, low *big.Float) {
	high = new(big.Float).SetPrec(pick[uint](f.target, 24, 53)).SetMode(big.ToZero).Set(log2())
	return high, sub(log2(), high)
}

const (
	threeQuarters = 0x3 // VGETMANT: the interval [3/4, 3/2)
	notNegative   = 0x8 // VGETMANT: not a number if the argument is negative
)

// splitWide uses AVX-512's instructions for exponent and fraction, which know denormal numbers.
func (f *function) splitWide(x, k, m value) {
	shift := f.take()
	f.add(operation{name: "GETMANT", a: x, dst: m})
	f.add(operation{name: "GETEXP", a: x, dst: k})
	f.add(operation{name: "GETEXP", a: m, dst: shift})
	f.do("SUB", shift, k, k)
	f.drop(shift)
}

// split takes the bits apart. Denormal numbers are scaled up first.
func (f *function) split(x, k, m value) {
	mask, scaled := f.take(), f.take()
	smallest := constant(1) << f.fractionBits()
	scale := pick(f.target, 0x1p25, 0x1p54)
	f.set(smallest, mask)
	f.compare(lessThan, mask, x, mask)
	f.do("MUL", f.number(scale), x, scaled)
	f.blend(mask, scaled, x, m)
	integers := float64(uint64(1) << f.fractionBits())
	f.shiftRight(f.fractionBits(), m, k)
	f.do("OR", f.number(integers), k, k)
	f.do("SUB", f.number(integers+f.bias()), k, k)
	f.do("AND", f.number(pick(f.target, 25.0, 54.0)), mask, mask)
	f.do("SUB", mask, k, k)
	f.do("AND", smallest-1, m, m)
	f.do("OR", f.number(1), m, m)
	f.set(f.number(1.5), mask)
	f.compare(greaterEqual, mask, m, mask)
	f.do("MUL", f.number(0.5), m, scaled)
	f.do("AND", mask, scaled, scaled)
	f.do("SUB", scaled, m, m)
	f.do("AND", f.number(1), mask, mask)
	f.do("ADD", mask, k, k)
	f.drop(mask, scaled)
}

// logarithmSpecials puts in the values at 0 and infinity, and NaN left of 0.
func (f *function) logarithmSpecials(x, y, mask value) {
	special := f.take()
	f.zero(special)
	f.compare(notGreaterEqual, special, x, mask)
	f.do("OR", mask, y, y)
	f.compare(equal, special, x, mask)
	f.set(f.infinity()|f.signBit(), special)
	f.blend(mask, special, y, y)
	f.set(f.infinity(), special)
	f.compare(equal, special, x, mask)
	f.blend(mask, special, y, y)
	f.drop(special)
}

func (f *function) infinity() constant {
	return pick[constant](f.target, 0x7f800000, 0x7ff0000000000000)
}
