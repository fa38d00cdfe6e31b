// Sums and products of sizes.

package ops

import "math"

// total is the sum of sizes, and times their product. A number that is too large for an int is the largest one, which no
// matrix has: the low bits of the sum or the product may be a size that fits.
func total(sizes ...int) (sum int) {
	for _, n := range sizes {
		if n > math.MaxInt-sum {
			return math.MaxInt
		}
		sum += n
	}
	return sum
}

func times(m, n int) int {
	if n > 0 && m > math.MaxInt/n {
		return math.MaxInt
	}
	return m * n
}
