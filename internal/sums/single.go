// The precision of columns.

package sums

import (
	"math"
	"strconv"
)

// told is how many values tell that a column is of single precision.
const told = 100

// IsSingle says whether values have been rounded to single precision. Most of those that have are neither integers nor short
// decimals.
func IsSingle(values []float64) bool {
	for _, v := range values {
		if float64(float32(v)) != v {
			return false
		}
	}
	exact, n := 0, min(told, len(values))
	for i := range n {
		if IsExact(values[i*len(values)/n]) {
			exact++
		}
	}
	return 2*exact < n
}

// IsExact says that a number is an integer, or a decimal of 15 digits, and has neighbours between it and the next one.
func IsExact(v float64) bool {
	if v == math.Trunc(v) {
		return math.Abs(v) < 1<<52
	}
	decimal, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 15, 64), 64)
	return err == nil && decimal == v
}
