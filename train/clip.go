// The norm of a gradient, and its bound.

package train

import (
	"math"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
)

// norm is the Euclidean norm of all slices together.
func norm(gradient [][]float64) float64 {
	var sum float64
	for _, g := range gradient {
		for _, v := range g {
			sum += float64(v * v)
		}
	}
	if math.IsInf(sum, 1) || sum < 1e-280 { // squares are infinite or 0 long before the norm is
		sum = 0
		for _, g := range gradient {
			for _, v := range g {
				sum = elementary.Hypot(sum, v)
			}
		}
		return sum
	}
	return math.Sqrt(sum)
}

// clip scales the whole gradient down to a norm of at most limit, which keeps its direction (Pascanu, Mikolov, Bengio,
// 2013, algorithm 1).
func clip(gradient [][]float64, norm, limit float64) {
	if limit <= 0 || norm <= limit {
		return
	}
	for _, g := range gradient {
		for i := range g {
			g[i] *= limit / norm
		}
	}
}
