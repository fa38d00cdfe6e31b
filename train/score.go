// Score: the mean log-density of held-out rows.

package train

import (
	"math"
)

// Score is a mean log-density over rows, in nats.
type Score struct {
	Mean  float64
	Error float64 // standard error of the mean: standard deviation over rows / √rows; NaN for a single row. Of Auto copies of a row are one row here
	Rows  int
}

// NewScore is the mean of log-densities in nats; NaN for an empty list.
func NewScore(logProb []float64) Score { return newScore(logProb, nil) }

// newScore is the score of rows with weights w; nil weights are equal. Its error is √Σw²(log p - mean)²/Σw, times
// √(n/(n-1)).
func newScore(logProb, w []float64) Score {
	weight := func(row int) float64 {
		if w == nil {
			return 1
		}
		return w[row]
	}
	sum, squares, score := 0.0, 0.0, Score{Rows: len(logProb)}
	for i, v := range logProb {
		sum += weight(i)
		score.Mean += float64(weight(i) * v)
	}
	score.Mean /= sum
	for i, v := range logProb {
		off := weight(i) * (v - score.Mean)
		squares += float64(off * off)
	}
	n := float64(len(logProb))
	score.Error = math.Sqrt(squares*n/(n-1)) / sum
	return score
}

var noScore = NewScore(nil)
