// Sums of exponentials whose logarithms are given.

package elementary

import "math"

// SumExp returns the largest of x, and the sum by which Σ wᵢ exp(xᵢ) = sum·exp(most), without overflow. nil weights are
// 1 each; terms of weight 0 do not count. If the largest is infinite, the sum is 1.
func SumExp(x, weights []float64) (most, sum float64) {
	most = math.Inf(-1)
	for i, v := range x {
		if weights == nil || weights[i] > 0 {
			most = max(most, v)
		}
	}
	if math.IsInf(most, 0) {
		return most, 1
	}
	for i, v := range x {
		if weights == nil {
			sum += Exp(v - most)
		} else if weights[i] > 0 {
			sum += float64(weights[i] * Exp(v-most))
		}
	}
	return most, sum
}
