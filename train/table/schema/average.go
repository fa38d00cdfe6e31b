// Log-densities of rows averaged over several draws of their noise.

package schema

import (
	"math"

	"github.com/pkg/errors"
)

// Average is the logarithm of the mean of exp(log p) over draws, each the log-densities of the same rows by another seed of Encode: it is closer to
// the rows' own log-densities than any one of them. ErrShape if they are not of one length.
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

// logMean is log of the mean of exp(log p − most) of row i, 0 where all of them are −∞.
func logMean(draws [][]float64, i int, most float64) float64 {
	if math.IsInf(most, -1) {
		return 0
	}
	sum := 0.0
	for _, draw := range draws {
		sum += math.Exp(draw[i] - most)
	}
	return math.Log(sum / float64(len(draws)))
}
