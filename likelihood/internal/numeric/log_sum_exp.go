// The logarithm of a sum of exponentials.

package numeric

import "github.com/gorgoflow/gorgoflow/internal/elementary"

// LogSumExp is log Σ exp(xᵢ), without overflow.
func LogSumExp(x []float64) float64 {
	most, sum := elementary.SumExp(x, nil)
	return most + elementary.Log(sum)
}
