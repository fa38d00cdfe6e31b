// Standard: the standard normal density, the default.

package base

import (
	"math"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
)

// halfLog2Pi is ½ log 2π, the normalisation of the normal density for each dimension.
const halfLog2Pi = 0.918938533204672741780329736405617639861397473637783412817

// Standard is N(0, I) in any number of dimensions, the default base.
type Standard struct{}

// LogProb is -½|x|² - D/2·log 2π.
func (Standard) LogProb(x []float64) float64 {
	square := 0.0
	for _, v := range x {
		square += float64(v * v)
	}
	return float64(-0.5*square) - float64(float64(len(x))*halfLog2Pi)
}

// ScoreInput returns -x. It is stored in score if score is as long as x.
func (Standard) ScoreInput(score, x []float64) []float64 {
	score = orMake(score, len(x))
	for i, v := range x {
		score[i] = -v
	}
	return score
}

// RandStream fills dst with independent standard normal numbers; with NaN if rng is nil.
func (Standard) RandStream(dst []float64, rng *rand.Rand) []float64 {
	if rng == nil {
		numeric.Fill(dst, math.NaN())
		return dst
	}
	for i := range dst {
		dst[i] = elementary.NormalDraw(rng)
	}
	return dst
}

func (n Standard) evaluate(score, x []float64) float64 {
	n.ScoreInput(score, x)
	return n.LogProb(x)
}

// orMake returns dst if it has n numbers, else a new slice.
func orMake(dst []float64, n int) []float64 {
	if dst == nil || len(dst) != n {
		return make([]float64, n)
	}
	return dst
}
