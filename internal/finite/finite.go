// Package finite tells numbers from infinities and NaN, in one subtraction: over all weights of a network it counts.
package finite

// Is reports whether v is neither infinite nor NaN.
func Is[T float32 | float64](v T) bool { return v-v == 0 }

// FirstNot is the index of the first number of x that is infinite or NaN, −1 if there is none.
func FirstNot[T float32 | float64](x []T) int {
	for i, v := range x {
		if v-v != 0 {
			return i
		}
	}
	return -1
}
