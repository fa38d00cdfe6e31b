// Score: the mean log-density of held-out rows.

package train

import (
	"math"

	"gonum.org/v1/gonum/stat"
)

// Score is a mean log-density over rows, in nats.
type Score struct {
	Mean  float64
	Error float64 // standard error of the mean: standard deviation over rows / √rows
	Rows  int
}

// newScore is the score of rows with weights w; nil weights are equal. Its error is √Σw²(log p - mean)²/Σw, times
// √(n/(n-1)).
func newScore(logProb, w []float64) Score {
	if w == nil {
		return NewScore(logProb)
	}
	sum, squares, score := 0.0, 0.0, Score{Rows: len(logProb)}
	for i, v := range logProb {
		sum += w[i]
		score.Mean += float64(w[i] * v)
	}
	score.Mean /= sum
	for i, v := range logProb {
		squares += float64(w[i] * w[i] * (v - score.Mean) * (v - score.Mean))
	}
	n := float64(len(logProb))
	score.Error = math.Sqrt(squares*n/(n-1)) / sum
	return score
}

// NewScore is the mean of log-densities in nats; NaN for an empty list.
func NewScore(logProb []float64) Score {
	if len(logProb) == 0 {
		return Score{Mean: math.NaN(), Error: math.NaN()}
	}
	mean, deviation := stat.MeanStdDev(logProb, nil)
	return Score{mean, stat.StdErr(deviation, float64(len(logProb))), len(logProb)}
}

var noScore = NewScore(nil)
