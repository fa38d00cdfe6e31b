// How much of the density the points of its integral miss: narrow peaks between them, which the density at samples shows.

package audit

import (
	"math"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
)

// seen are points where the density is, with its logarithm there.
type seen struct {
	x    [][]float64
	logp []float64
}

// seen are the samples, or the data of a flow that has none.
func (a *auditor) seen() (*seen, error) {
	x := a.drawn
	if len(x) == 0 {
		x = a.x
	}
	logp, err := a.density(x) // under the condition of the integral, which may be another than that of a row of data
	return &seen{x, logp}, err
}

// unresolved is how many times as large as at all corners of its cell the density at a point is at least where the grid does
// not resolve it. Of a normal density this takes cells of more than two deviations, for which the sum over the grid and that
// over a coarser one differ.
const unresolved = 4

// missed is the share of the points seen whose peaks are between the points of a grid.
func (s *seen) missed(low, high []float64, side int, grid []float64) float64 {
	missed := 0
	for i, row := range s.x {
		if highest, inside := highestCorner(row, low, high, side, grid); inside && s.logp[i] > highest+elementary.Log(unresolved) {
			missed++
		}
	}
	return float64(missed) / float64(len(s.x))
}

// highestCorner is the largest of a grid's values at the corners of the cell that holds a point.
func highestCorner(x, low, high []float64, side int, grid []float64) (highest float64, inside bool) {
	corners, stride := []int{0}, 1
	for c, v := range x {
		k := math.Floor((v - low[c]) / (high[c] - low[c]) * float64(side-1))
		if !(k >= 0 && k < float64(side-1)) {
			return 0, false
		}
		for _, at := range corners[:len(corners):len(corners)] {
			corners = append(corners, at+(int(k)+1)*stride)
		}
		for i := range len(corners) / 2 {
			corners[i] += int(k) * stride
		}
		stride *= side
	}
	highest = math.Inf(-1)
	for _, at := range corners {
		highest = max(highest, grid[at])
	}
	return highest, true
}

// scatter is the standard deviation of the weights p/q of importance samples by the points seen: the mean of p/q over draws of
// p is that of its square over draws of q. Peaks that no importance sample has met are in it.
func (s *seen) scatter(q *proposal, mean float64) float64 {
	squares := 0.0
	for i, row := range s.x {
		squares += elementary.Exp(s.logp[i]-q.logDensity(row)) / float64(len(s.x))
	}
	return math.Sqrt(max(0, squares-float64(mean*mean)))
}
