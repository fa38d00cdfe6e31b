// Equality to the bit.
package main

import (
	"fmt"
	"math"
	"slices"
)

// sameBits compares to the bit, NaN and −0 included.
func sameBits(x, y []float64) bool {
	return slices.EqualFunc(x, y, func(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) })
}

// difference names the first number that differs; "" if all are equal.
func difference(got, want []float64) string {
	if len(got) != len(want) {
		return fmt.Sprintf("%d numbers, want %d", len(got), len(want))
	}
	for i := range got {
		if math.Float64bits(got[i]) != math.Float64bits(want[i]) {
			return fmt.Sprintf("number %d of %d is %v, want %v", i, len(got), got[i], want[i])
		}
	}
	return ""
}
