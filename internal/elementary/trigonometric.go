// Sine, cosine and tangent.

package elementary

import "math"

// Sin is the sine of an angle in radians.
func Sin(x float64) float64 {
	sin, _ := Sincos(x)
	return sin
}

// Cos is the cosine of an angle in radians.
func Cos(x float64) float64 {
	_, cos := Sincos(x)
	return cos
}

// Tan is the tangent of an angle in radians.
func Tan(x float64) float64 {
	sin, cos := Sincos(x)
	return sin / cos
}

// Sincos is sine and cosine of an angle in radians.
func Sincos(x float64) (sin, cos float64) {
	if !(math.Abs(x) <= math.MaxFloat64) {
		return math.NaN(), math.NaN()
	}
	if x == 0 { // with its sign
		return x, 1
	}
	r, rest, quarter := withinQuarter(x)
	sin, cos = sinNear0(r, rest), cosNear0(r, rest)
	switch quarter & 3 {
	case 1:
		return cos, -sin
	case 2:
		return -sin, -cos
	case 3:
		return -cos, sin
	}
	return sin, cos
}

// sinSeries and cosSeries are −1/3!, 1/5!, … and 1/4!, −1/6!, …
var (
	sinSeries = []float64{-1. / 6, 1. / 120, -1. / 5040, 1. / 362880, -1. / 39916800, 1. / 6227020800, -1. / 1307674368000, 1. / 355687428096000}
	cosSeries = []float64{1. / 24, -1. / 720, 1. / 40320, -1. / 3628800, 1. / 479001600, -1. / 87178291200, 1. / 20922789888000}
)

// sinNear0 is sin(x + rest) for |x| ≤ π/4 and a rest below its last place.
func sinNear0(x, rest float64) float64 {
	x2 := float64(x * x)
	cubic := math.FMA(float64(x2*x), polynomial(x2, sinSeries), math.FMA(rest, -x2/2, rest))
	return x + cubic
}

// cosNear0 is cos(x + rest), like sinNear0. 1 − x²/2 is kept in two parts.
func cosNear0(x, rest float64) float64 {
	x2 := float64(x * x)
	half := float64(x2 / 2)
	top := 1 - half
	lost := 1 - top - half
	return top + math.FMA(float64(x2*x2), polynomial(x2, cosSeries), math.FMA(-x, rest, lost))
}
