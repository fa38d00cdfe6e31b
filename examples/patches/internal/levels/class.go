// Classes: which patches are first counted together.

package levels

import "math"

// Patches are first put into a class by their roughness, the mean difference of adjacent pixels in levels. Rougher
// patches are put into a class by the share of adjacent pixels that are equal. Patches with few equal pixels are left
// out, since normal densities are as good for them.
var (
	roughness = []float64{0.02, 0.3, 0.6, 1, 2}       // upper bounds of the classes
	equals    = []float64{0.02, 0.05, 0.1, 0.2, 0.35} // lower bounds of the classes
)

var classes = len(roughness) + len(equals)

// none is the class of patches that are left out.
const none = -1

// first is the class that a patch is first put into.
func first(patch []uint8, side int) int {
	rough, equal := compare(patch, side)
	for class, limit := range roughness {
		if rough < limit {
			return class
		}
	}
	for i := len(equals) - 1; i >= 0; i-- {
		if equal >= equals[i] {
			return len(roughness) + i
		}
	}
	return none
}

// compare is the mean difference of adjacent pixels, and the share of those that are equal.
func compare(patch []uint8, side int) (rough, equal float64) {
	pairs := float64(2 * side * (side - 1))
	add := func(a, b uint8) {
		rough += math.Abs(float64(a)-float64(b)) / pairs
		if a == b {
			equal += 1 / pairs
		}
	}
	for at, v := range patch {
		if at%side > 0 {
			add(v, patch[at-1])
		}
		if at >= side {
			add(v, patch[at-side])
		}
	}
	return rough, equal
}
