// Affine functions of affine functions.

package scalar

import "math"

// Chain returns a·(c·x + d) + b as one affine function of x. It returns false where a coefficient leaves the range of
// float32: the one function could then be infinite or 0 where the two in turn are not.
func Chain(a, b, c, d float64) (scale, shift float64, ok bool) {
	scale, shift = a*c, float64(a*d)+b
	vanishes := a != 0 && c != 0 && math.Abs(scale) < 0x1p-126
	return scale, shift, !vanishes && math.Abs(scale) <= math.MaxFloat32 && math.Abs(shift) <= math.MaxFloat32
}
