// The distribution of the training rows' log-densities, in short.

// Package sketch keeps quantiles of log-densities, to tell how usual a row is among those that a model was trained on.
package sketch

import (
	"math"
	"slices"
	"sort"
)

// points is the number of quantiles kept: a rank is right to a thousandth.
const points = 1001

// A Sketch is quantiles at equal shares from 0 to 1, ascending.
type Sketch struct {
	Rows      int       `json:"rows"` // that it was made of
	Quantiles []float64 `json:"quantiles"`
}

// New is the sketch of the finite ones among log-densities; nil where there are none.
func New(logProb []float64) *Sketch {
	sorted := make([]float64, 0, len(logProb))
	for _, v := range logProb {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			sorted = append(sorted, v)
		}
	}
	if len(sorted) == 0 {
		return nil
	}
	slices.Sort(sorted)
	s := &Sketch{Rows: len(sorted), Quantiles: make([]float64, min(points, len(sorted)))}
	for k := range s.Quantiles {
		s.Quantiles[k] = between(sorted, float64(k)/float64(max(len(s.Quantiles)-1, 1)))
	}
	return s
}

// At is the quantile of a share.
func (s *Sketch) At(share float64) float64 { return between(s.Quantiles, share) }

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

// between interpolates sorted values at a share of the way through them.
func between(sorted []float64, share float64) float64 {
	at := share * float64(len(sorted)-1)
	k := min(int(at), len(sorted)-1)
	if k == len(sorted)-1 {
		return sorted[k]
	}
	return sorted[k] + (at-float64(k))*(sorted[k+1]-sorted[k])
}
