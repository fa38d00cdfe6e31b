// Package elementary has elementary functions of float64 that give the same bits on every processor. Package math has
// assembly for some of them on some processors, and elsewhere Go's compiler may fuse multiplications with additions.
// Here each product that goes into a sum is either fused by math.FMA, which all processors round alike, or converted,
// which keeps the compiler from fusing it.
//
// Errors are a unit or two of the last place, where a function does not say otherwise. Special cases are those of package
// math.
package elementary

import "math"

// polynomial is c[0] + c[1]·x + c[2]·x² + …, by Horner's rule.
func polynomial(x float64, c []float64) float64 {
	sum := c[len(c)-1]
	for i := len(c) - 2; i >= 0; i-- {
		sum = math.FMA(sum, x, c[i])
	}
	return sum
}
