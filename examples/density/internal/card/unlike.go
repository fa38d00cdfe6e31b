// Rows that are not like the training rows.

package card

import (
	"fmt"
	"math"
)

// low is the share of training rows below the log-density that rows are compared with.
const low = 0.01

// unusual is the share of rows below that log-density from which data are reported as unlike the training data.
const unusual = 0.2

// Low is the log-density that one in a hundred training rows is below; −∞ for a model file without it.
func (c *Card) Low() float64 {
	if c.Fit.Training == nil {
		return math.Inf(-1)
	}
	return c.Fit.Training.At(low)
}

// Unlike is a warning if far too many rows are below Low, and "" otherwise.
func (c *Card) Unlike(below, rows int64) string {
	if c.Fit.Training == nil || float64(below) <= unusual*float64(rows) {
		return ""
	}
	return fmt.Sprintf("warning: %d of %d rows have a log-density below %.4g, as one in a hundred training rows has: are these the columns and units of %s?", below, rows, c.Low(), c.Fit.Data)
}

// Count is the number of log-densities below Low, and the number of rows. NaN counts in neither.
func (c *Card) Count(logProb []float64) (below, rows int64) {
	for _, v := range logProb {
		if v < c.Low() {
			below++
		}
		if !math.IsNaN(v) {
			rows++
		}
	}
	return below, rows
}
