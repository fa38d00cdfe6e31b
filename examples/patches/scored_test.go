// Mixtures of densities of which only log-densities are known.

package main

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"
)

// two returns the log-densities of rows under a uniform density on (0, 1) and under one on (0, 4). A third of the rows
// is drawn from the first density and the rest from the second.
func two(rows int) []*scored {
	rng := rand.New(rand.NewPCG(1, 2))
	narrow, wide := make([]float64, rows), make([]float64, rows)
	for row := range rows {
		x := rng.Float64()
		if row%3 > 0 {
			x *= 4
		}
		if narrow[row] = 0; x > 1 {
			narrow[row] = math.Inf(-1)
		}
		wide[row] = -math.Log(4)
	}
	return []*scored{{narrow, narrow}, {wide, wide}}
}

// TestWeigh: fitted weights add up to one and are near the weights by which the rows were drawn. Weights near them make
// the rows no likelier.
func TestWeigh(t *testing.T) {
	all := two(3000)
	weights := weigh(all)
	if !(math.Abs(weights[0]-1.0/3) <= 0.04) || !(math.Abs(floats.Sum(weights)-1) <= 1e-12) {
		t.Errorf("weights %v, want 1/3, 2/3", weights)
	}
	best := stat.Mean(mix(weights, all).validation, nil)
	for _, shift := range []float64{-0.01, 0.01} {
		if other := stat.Mean(mix([]float64{weights[0] + shift, weights[1] - shift}, all).validation, nil); other > best {
			t.Errorf("at weights shifted by %v the mean is %v, want at most the %v of the fitted weights", shift, other, best)
		}
	}
}

// TestMean: the mean has the mean of the densities, on the validation rows and on the test rows.
func TestMean(t *testing.T) {
	all := two(10)
	m := mean(all)
	for row := range m.test {
		want := math.Log((math.Exp(all[0].test[row]) + math.Exp(all[1].test[row])) / 2)
		if !(math.Abs(m.test[row]-want) <= 1e-12) || m.validation[row] != m.test[row] {
			t.Errorf("row %d: %v and %v, want %v", row, m.test[row], m.validation[row], want)
		}
	}
}
