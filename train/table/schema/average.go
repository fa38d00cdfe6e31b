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
	for _, draw := range draws {
		if len(draw) != len(out) {
			return nil, errors.Wrapf(ErrShape, "%d log-densities, want %d", len(draw), len(out))
		}
	}
	one := make([]float64, len(draws))
	for i := range out {
		for k, draw := range draws {
			one[k] = draw[i]
		}
		most, sum := elementary.SumExp(one, nil)
		if out[i] = most; !math.IsInf(most, 0) {
			out[i] += elementary.Log(sum / float64(len(one)))
		}
	}
	return out, nil
}
