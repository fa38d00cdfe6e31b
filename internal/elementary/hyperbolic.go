// Hyperbolic functions, and the length of two sides.

package elementary

import "math"

// Sinh is the hyperbolic sine.
func Sinh(x float64) float64 {
	size := math.Abs(x)
	if size > 22 { // e⁻ˣ is nothing beside eˣ, which may overflow where the half of it does not
		half := Exp(size / 2)
		return math.Copysign(half/2*half, x)
	}
	grown := Expm1(size)
	return math.Copysign((grown+grown/(grown+1))/2, x)
}

// Tanh is the hyperbolic tangent.
func Tanh(x float64) float64 {
	size := math.Abs(x)
	if size > 22 {
		return math.Copysign(1, x)
	}
	lost := Expm1(-2 * size) // tanh x = (1 − e⁻²ˣ)/(1 + e⁻²ˣ)
	return math.Copysign(lost/(2+lost), x)
}

// Asinh is the inverse of Sinh.
func Asinh(x float64) float64 {
	size := math.Abs(x)
	if size > 0x1p28 {
		return math.Copysign(Log(size)+math.Ln2, x)
	}
	square := float64(size * size)
	return math.Copysign(Log1p(size+square/(1+math.Sqrt(1+square))), x)
}

// Hypot is √(x² + y²), of numbers whose squares may overflow.
func Hypot(x, y float64) float64 {
	high, low := math.Max(math.Abs(x), math.Abs(y)), math.Min(math.Abs(x), math.Abs(y))
	if high == 0 || math.IsInf(high, 0) {
		return high
	}
	part := low / high
	return high * math.Sqrt(1+float64(part*part))
}
