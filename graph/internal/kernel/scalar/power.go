// The parts of an exponent.

package scalar

import "math"

// PowerParts divides p ≥ 0 into a whole number, a half, and a rest below a half, whose power is taken by a logarithm: that
// alone loses digits where x is very large or small.
func PowerParts(p float64) (whole int, half bool, rest float64) {
	floor := math.Floor(p)
	rest = p - floor
	if rest >= 0.5 {
		half, rest = true, rest-0.5
	}
	return int(floor), half, rest
}
