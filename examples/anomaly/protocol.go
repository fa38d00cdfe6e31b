// The protocol: which rows are trained on, which rows are scored, and in which units.

package main

import (
	"fmt"
	"math"
)

// set is what a method sees, and the labels, which it does not see.
type set struct {
	rows        int // of the table
	resampled   bool
	train, test [][]float64
	anomaly     []bool // of the test rows
	seen        []bool // whether a training row equals this test row, because it was drawn twice
}

// newSet makes a set of the rows drawn. The first half of those that are no anomalies, in their order, is trained on.
func newSet(drawn []int, x [][]float64, anomaly []bool) (*set, error) {
	normal := 0
	for _, i := range drawn {
		if !anomaly[i] {
			normal++
		}
	}
	s := &set{rows: len(x), resampled: len(drawn) > len(x)}
	inTrain, half := map[int]bool{}, int(math.RoundToEven(float64(normal)/2)) // as Python rounds
	for _, i := range drawn {
		if !anomaly[i] && len(s.train) < half {
			s.train = append(s.train, x[i])
			inTrain[i] = true
			continue
		}
		s.test, s.anomaly, s.seen = append(s.test, x[i]), append(s.anomaly, anomaly[i]), append(s.seen, inTrain[i])
	}
	if len(s.train) == 0 || normal == len(drawn) || normal == half {
		return nil, fmt.Errorf("%d rows, %d of them no anomalies: want both kinds, and two rows of those", len(drawn), normal)
	}
	u := newUnits(s.train)
	s.train, s.test = u.apply(s.train), u.apply(s.test)
	return s, nil
}

// shareSeen is the share of rows that equal a training row, among the test rows that are no anomalies.
func (s *set) shareSeen() float64 {
	seen, normal := 0.0, 0.0
	for i, is := range s.anomaly {
		if !is {
			normal++
			if s.seen[i] {
				seen++
			}
		}
	}
	return seen / normal
}

// units are the mean and deviation of the training rows' columns.
type units struct{ mean, deviation []float64 }

// newUnits leaves a constant column in its own units. Missing values are left out.
func newUnits(x [][]float64) *units {
	u := &units{make([]float64, len(x[0])), make([]float64, len(x[0]))}
	for j := range u.mean {
		low, high := math.Inf(1), math.Inf(-1)
		for _, row := range x {
			if v := row[j]; !math.IsNaN(v) {
				low, high = min(low, v), max(high, v)
			}
		}
		u.deviation[j] = 1
		if low > high {
			continue
		}
		u.mean[j] = low
		if size := max(math.Abs(low), math.Abs(high)); high/2-low/2 > 1e-12*size {
			u.mean[j], u.deviation[j] = moments(x, j, low, high)
		}
	}
	return u
}

// moments are found in units of the range: squares of large values are no numbers.
func moments(x [][]float64, j int, low, high float64) (mean, deviation float64) {
	n, sum, square, half := 0.0, 0.0, 0.0, high/2-low/2
	for _, row := range x {
		if v := (row[j]/2 - low/2) / half; !math.IsNaN(v) {
			n, sum, square = n+1, sum+v, square+v*v
		}
	}
	mean = sum / n
	variance := max(square/n-mean*mean, 1e-24)
	return low + 2*mean*half, 2 * math.Sqrt(variance) * half
}

// farthest is the largest standardised value: its square is finite in float32 too.
const farthest = 1e12

// apply standardises. A missing value becomes the mean.
func (u *units) apply(x [][]float64) [][]float64 {
	all := make([][]float64, len(x))
	for i, row := range x {
		all[i] = make([]float64, len(row))
		for j, v := range row {
			z := v/u.deviation[j] - u.mean[j]/u.deviation[j]
			if !math.IsNaN(z) {
				all[i][j] = min(max(z, -farthest), farthest)
			}
		}
	}
	return all
}
