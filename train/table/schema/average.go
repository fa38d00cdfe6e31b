// Log-densities of rows averaged over several draws of their noise.

package schema

import (
	"math"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/pkg/errors"
)

// Average returns, for each row, the logarithm of the mean of exp(log p) over several draws. A draw is the
// log-densities of the same rows, encoded with another seed. The average is closer to the rows' log-densities than a
// single draw. Draws of different lengths are ErrShape.
func Average(draws ...[]float64) ([]float64, error) {
	if len(draws) == 0 {
		return nil, nil
	}
	out := make([]float64, len(draws[0]))
	for i := range out {
		most := math.Inf(-1)
		for _, draw := range draws {
			if len(draw) != len(out) {
				return nil, errors.Wrapf(ErrShape, "%d log-densities, want %d", len(draw), len(out))
			}
			most = math.Max(most, draw[i])
		}
		out[i] = most + logMean(draws, i, most)
	}
	return out, nil
}

// logMean is the logarithm of the mean of exp(log p − most) of row i; 0 if all log p are −∞.
func logMean(draws [][]float64, i int, most float64) float64 {
	if math.IsInf(most, -1) {
		return 0
	}
	sum := 0.0
	for _, draw := range draws {
		sum += elementary.Exp(draw[i] - most)
	}
	return elementary.Log(sum / float64(len(draws)))
}
