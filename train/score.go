// Score: the mean log-density of held-out rows.

package train

import (
	"math"

	"gonum.org/v1/gonum/stat"
)

// Score is a mean log-density over rows, in nats.
type Score struct {
	Mean  float64
	Error float64 // standard error of the mean: deviation over rows / √rows
	Rows  int
}

// NewScore is the mean of log-densities; NaN without any.
func NewScore(logProb []float64) Score {
	if len(logProb) == 0 {
		return Score{Mean: math.NaN(), Error: math.NaN()}
	}
	mean, deviation := stat.MeanStdDev(logProb, nil)
	return Score{mean, stat.StdErr(deviation, float64(len(logProb))), len(logProb)}
}

var noScore = NewScore(nil)
