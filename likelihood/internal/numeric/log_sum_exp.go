// The logarithm of a sum of exponentials.

package numeric

import (
	"math"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
)

// LogSumExp is log Σ exp(xᵢ), without overflow.
func LogSumExp(x []float64) float64 {
	largest := math.Inf(-1)
	for _, v := range x {
		largest = max(largest, v)
	}
	if math.IsInf(largest, 0) {
		return largest
	}
	sum := 0.0
	for _, v := range x {
		sum += elementary.Exp(v - largest)
	}
	return largest + elementary.Log(sum)
}
