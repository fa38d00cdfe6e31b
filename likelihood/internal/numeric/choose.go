// A draw among weights.

package numeric

// Choose returns the index, below n, at which the running sum of weights exceeds u, which is uniform below their sum; the
// last index if rounding leaves none.
func Choose(u float64, n int, weight func(k int) float64) int {
	for k := range n - 1 {
		if u -= weight(k); u < 0 {
			return k
		}
	}
	return n - 1
}
