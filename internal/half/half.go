// Package half decodes numbers of half precision.
package half

import "math"

// Float64 is the number of a binary16 of IEEE 754: a sign, 5 bits of exponent with a bias of 15, 10 bits of fraction.
// Numbers below 2⁻¹⁴ have the fraction alone.
func Float64(b uint16) float64 {
	exponent, fraction := int(b>>10&31), float64(b&1023)
	v := math.Ldexp(1024+fraction, exponent-25)
	switch {
	case exponent == 0:
		v = math.Ldexp(fraction, -24)
	case exponent == 31 && fraction == 0:
		v = math.Inf(1)
	case exponent == 31:
		v = math.NaN()
	}
	return math.Copysign(v, 1-2*float64(b>>15))
}
