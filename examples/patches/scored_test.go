// Mixtures of densities that are known by their log-densities.

package main

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"
)

// two are the log-densities of rows, a third of which are uniform on (0, 1) and the others on (0, 4), under either.
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

// Fitted weights are near those that rows were drawn with, add up to one, and no others near them make the rows likelier.
func TestWeigh(t *testing.T) {
	all := two(3000)
	weights := weigh(all)
	if math.Abs(weights[0]-1.0/3) > 0.04 || math.Abs(floats.Sum(weights)-1) > 1e-12 {
		t.Errorf("weights %v, want 1/3, 2/3", weights)
	}
	best := stat.Mean(mix(weights, all).validation, nil)
	for _, shift := range []float64{-0.01, 0.01} {
		if other := stat.Mean(mix([]float64{weights[0] + shift, weights[1] - shift}, all).validation, nil); other > best {
			t.Errorf("%v away the mean is %v, at the optimum %v", shift, other, best)
		}
	}
}

// The mean's density is the mean of densities, of both sets.
func TestMean(t *testing.T) {
	all := two(10)
	m := mean(all)
	for row := range m.test {
		want := math.Log((math.Exp(all[0].test[row]) + math.Exp(all[1].test[row])) / 2)
		if math.Abs(m.test[row]-want) > 1e-12 || m.validation[row] != m.test[row] {
			t.Errorf("row %d: %v and %v, want %v", row, m.test[row], m.validation[row], want)
		}
	}
}
