// The distribution of the training rows' log-densities, as a thousand quantiles.

// Package sketch keeps quantiles of log-densities, to tell how usual a row is among those that a model was trained on.
package sketch

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"github.com/pkg/errors"
)

// points is the number of quantiles kept: a rank is right to a thousandth.
const points = 1001

// A Sketch is quantiles at equal shares from 0 to 1, ascending.
type Sketch struct {
	Rows      int       `json:"rows"` // rows that the sketch was made of
	Quantiles []float64 `json:"quantiles"`
}

// New is the sketch of the finite log-densities of rows. A row counts as its weight; nil weights mean that all count alike.
// The sketch is nil without a finite log-density.
func New(logProb, weights []float64) *Sketch {
	order := make([]int, 0, len(logProb))
	for i, v := range logProb {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			order = append(order, i)
		}
	}
	if len(order) == 0 {
		return nil
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(logProb[i], logProb[j]) })
	sorted := make([]float64, len(order))
	for k, i := range order {
		sorted[k] = logProb[i]
	}
	at := positions(order, weights)
	s := &Sketch{Rows: len(sorted), Quantiles: make([]float64, min(points, len(sorted)))}
	for k := range s.Quantiles {
		s.Quantiles[k] = between(sorted, at, float64(k)/float64(max(len(s.Quantiles)-1, 1)))
	}
	return s
}

// Check refuses what New does not make, as a damaged file may hold it: no quantiles, or some that do not ascend.
func (s *Sketch) Check() error {
	if s != nil && (len(s.Quantiles) == 0 || !slices.IsSorted(s.Quantiles)) {
		return errors.Errorf("%d quantiles of log-densities, want one at least, ascending", len(s.Quantiles))
	}
	return nil
}

// positions are those of sorted values on an axis of weight: adjacent values are half the sum of their weights apart.
// nil, for equal weights, stands for 0, 1, 2, ….
func positions(order []int, weights []float64) []float64 {
	if weights == nil {
		return nil
	}
	at, most := make([]float64, len(order)), slices.Max(weights)
	for k := 1; k < len(at); k++ {
		at[k] = at[k-1] + (weights[order[k-1]]/most+weights[order[k]]/most)/2
	}
	return at
}

// At is the quantile of a share.
func (s *Sketch) At(share float64) float64 { return between(s.Quantiles, nil, share) }

// Rank is the share of training rows whose log-density is below v; NaN for NaN.
func (s *Sketch) Rank(v float64) float64 {
	q := s.Quantiles
	k := sort.SearchFloat64s(q, v)
	switch {
	case math.IsNaN(v):
		return v
	case k == 0:
		return 0
	case k == len(q):
		return 1
	}
	return (float64(k-1) + (v-q[k-1])/(q[k]-q[k-1])) / float64(len(q)-1)
}

// between interpolates sorted values at a share of the distance from their first position to the last; nil positions are 0,
// 1, 2, ….
func between(sorted, positions []float64, share float64) float64 {
	last := len(sorted) - 1
	if positions != nil {
		at := share * positions[last]
		k := sort.SearchFloat64s(positions, at) // the first position from at on
		if k == 0 {
			return sorted[0]
		}
		return sorted[k] - (positions[k]-at)/(positions[k]-positions[k-1])*(sorted[k]-sorted[k-1])
	}
	at := share * float64(last)
	k := min(int(at), last)
	if k == last {
		return sorted[k]
	}
	return sorted[k] + (at-float64(k))*(sorted[k+1]-sorted[k])
}
