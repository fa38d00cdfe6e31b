// Columns with atoms: their probability, and the density of the other values.

package marginal_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood/marginal"
)

// TestAtomsHaveTheirShare: values that are far more frequent than all others have the probability that the rows say, and
// log-densities of all rows are near those of the distribution that they are drawn from.
func TestAtomsHaveTheirShare(t *testing.T) {
	for _, c := range []struct {
		rows       int
		zero, five float64 // shares of 0 and of 5
	}{{1000, 0.3, 0.1}, {2000, 0, 0.01}, {20000, 0.9, 0}} {
		rng := rand.New(rand.NewPCG(1, 2))
		x, at, ideal := make([][]float64, c.rows), map[float64]float64{}, 0.0
		for i := range x {
			v := math.Exp(rng.NormFloat64())
			if u := rng.Float64(); u < c.zero {
				v = 0
			} else if u < c.zero+c.five {
				v = 5
			}
			x[i], at[v] = []float64{v}, at[v]+1/float64(c.rows)
		}
		columns, err := marginal.Fit(t.Context(), x, nil)
		if err != nil {
			t.Fatal(err)
		}
		cell, score, mean := columns.Columns()[0].Cell, []float64{0}, 0.0
		for i, row := range x {
			logp := columns.Forward(score, row) - score[0]*score[0]/2 - math.Log(2*math.Pi)/2
			mean += logp / float64(c.rows)
			share, y := at[row[0]], math.Log(row[0])
			if share < 0.005 {
				ideal += (math.Log(1-c.zero-c.five) - y - y*y/2 - math.Log(2*math.Pi)/2) / float64(c.rows)
				continue
			}
			ideal += math.Log(share/cell) / float64(c.rows)
			if got := math.Exp(logp) * cell; math.Abs(got-share) > 0.1*share+2/float64(c.rows) {
				t.Fatalf("row %d: the cell of %v has probability %v, want %v", i, row[0], got, share)
			}
		}
		if math.Abs(mean-ideal) > 0.05 {
			t.Errorf("%d rows, %v: mean log-density %v, of the true distribution %v", c.rows, at[0], mean, ideal)
		}
	}
}
