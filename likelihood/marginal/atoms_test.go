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

// TestFrequentValuesOfAnyColumn: the cell of a value that many rows have is as likely as it is frequent, whatever else
// is in the column: values on no grid, one of them the least, frequencies without a gap between them, and a code for
// missing values far from all others.
func TestFrequentValuesOfAnyColumn(t *testing.T) {
	for name, of := range map[string]func(*rand.Rand) float64{
		"one in a hundred is no integer": func(rng *rand.Rand) float64 {
			if rng.Float64() < 0.01 {
				return 12*rng.Float64() - 1.3
			}
			return float64(rng.IntN(10) / 2 * 2)
		},
		"half of them rounded": func(rng *rand.Rand) float64 {
			if rng.Float64() < 0.5 {
				return 20 * rng.Float64()
			}
			return math.Floor(rng.ExpFloat64())
		},
		"a code far away": func(rng *rand.Rand) float64 {
			if rng.Float64() < 0.1 {
				return 1e9
			}
			return rng.NormFloat64()
		},
		"zeros of a small table": func(rng *rand.Rand) float64 {
			if rng.Float64() < 0.15 {
				return 0
			}
			return rng.ExpFloat64()
		},
		"a code far below": func(rng *rand.Rand) float64 {
			if rng.Float64() < 0.1 {
				return -1e14
			}
			return rng.NormFloat64()
		},
	} {
		rows := 1000
		if name == "zeros of a small table" {
			rows = 60
		}
		x, at := column(of, rows), map[float64]float64{}
		for _, row := range x {
			at[row[0]] += 1 / float64(rows)
		}
		m := fit(t, x, nil)
		score := func(v float64) float64 {
			z := []float64{0}
			m.Forward(z, []float64{v})
			return math.Erfc(-z[0]/math.Sqrt2) / 2
		}
		for v, share := range at {
			half := math.Max(0.5*m.Columns()[0].Cell, 0x1p-48*math.Abs(v))
			if got := score(v+half) - score(v-half); share >= 0.02 && math.Abs(got-share) > 0.1*share {
				t.Errorf("%s: the cell of %v has probability %.4f, want %.4f", name, v, got, share)
			}
		}
	}
}
