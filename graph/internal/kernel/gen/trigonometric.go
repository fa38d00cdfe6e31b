// This file has sine and cosine of arguments that are not too large.

package main

// Sine and cosine: n = round(x·2/π), r = x - n·π/2 with π/2 in three parts and fused multiply-adds (Cody and
// Waite), then the sine or cosine of r by the two lowest bits of n. Good to trigonometricLimit.

// trigonometricLimit is the largest argument for which n is exact in the lowest bits and r still accurate.
func (t target) trigonometricLimit() float64 { return pick(t, 0x1p16, 0x1p30) }

func sine(f *function, x value) value {
	quadrant, sin, cos := f.trigonometric(x)
	f.chooseQuadrant(quadrant, sin, cos, x)
	f.drop(quadrant, sin, cos)
	return x
}

func cosine(f *function, x value) value {
	quadrant, sin, cos := f.trigonometric(x)
	f.do("ADD", f.number(1), quadrant, quadrant)
	f.chooseQuadrant(quadrant, sin, cos, x)
	f.drop(quadrant, sin, cos)
	return x
}

// sineCosine shares all but the last choice.
func sineCosine(f *function, x value) (first, second value) {
	quadrant, sin, cos := f.trigonometric(x)
	next := f.take()
	f.do("ADD", f.number(1), quadrant, next)
	f.chooseQuadrant(quadrant, sin, cos, x)
	f.drop(quadrant)
	second = f.take()
	f.chooseQuadrant(next, sin, cos, second)
	f.drop(next, sin, cos)
	return x, second
}

// trigonometric returns n, and the sine and cosine of r, for which it uses the place of x.
func (f *function) trigonometric(x value) (quadrant, sin, cos value) {
	shift := f.number(1.5 * float64(uint64(1)<<f.fractionBits()))
	quadrant, n := f.take(), f.take()
	f.set(shift, quadrant)
	f.do("FMADD231", f.rounded(quo(bigFloat(1), halfPi())), x, quadrant)
	f.do("SUB", shift, quadrant, n)
	for _, part := range f.parts(halfPi(), 3) {
		f.do("FNMADD231", part, n, x)
	}
	z := n
	f.do("MUL", x, x, z)
	sin, cos = f.take(), f.take()
	const largest = 0.6169 // (π/4)²
	f.polynomial(f.roundedAll(fit(sinTail, 0, largest, pick(f.target, 3, 6))), z, sin)
	f.do("MUL", z, sin, sin)
	f.do("FMADD213", x, x, sin)
	f.polynomial(f.roundedAll(fit(cosTail, 0, largest, pick(f.target, 3, 6))), z, cos)
	f.do("FMADD213", f.number(-0.5), z, cos)
	f.do("FMADD213", f.number(1), z, cos)
	f.drop(z)
	return quadrant, sin, cos
}

// chooseQuadrant sets dst to the cosine in odd quadrants and changes the sign in the last two. The
// quadrant is in the two lowest bits.
func (f *function) chooseQuadrant(quadrant, sin, cos, dst value) {
	bits := pick[uint](f.target, 32, 64)
	odd := f.take()
	f.shiftLeft(bits-1, quadrant, odd)
	f.blend(odd, cos, sin, dst)
	f.shiftLeft(bits-2, quadrant, quadrant)
	f.do("AND", f.signBit(), quadrant, quadrant)
	f.do("XOR", quadrant, dst, dst)
	f.drop(odd)
}
