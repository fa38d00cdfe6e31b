// Rows that are there several times.

package marginal_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood/marginal"
)

// fresh is the mean log-density of fresh rows, by independent scores.
func fresh(t *testing.T, x [][]float64, draw func(rng *rand.Rand) []float64) (mean float64) {
	t.Helper()
	transform, err := marginal.Fit(t.Context(), x, nil)
	if err != nil {
		t.Fatal(err)
	}
	z, rng := make([]float64, transform.Scores()), rand.New(rand.NewPCG(2, 2))
	const rows = 2000
	for range rows {
		logp := transform.Forward(z, draw(rng))
		for _, v := range z {
			logp -= v*v/2 + math.Log(2*math.Pi)/2
		}
		mean += logp / rows
	}
	return mean
}

// TestCopiedRowsSayNothing: a table that is there twice, or some rows of which are, gives fresh rows the density that the
// table gives them. Values that are known by copies of their rows would take the density to themselves.
func TestCopiedRowsSayNothing(t *testing.T) {
	columns := map[string]func(rng *rand.Rand) float64{
		"real":    (*rand.Rand).NormFloat64,
		"rounded": func(rng *rand.Rand) float64 { return math.Round(20 * rng.NormFloat64()) },
		"zeros":   func(rng *rand.Rand) float64 { return math.Max(0, rng.NormFloat64()) },
	}
	for _, c := range []struct {
		of   []string
		some bool // some rows may be copied, as other columns tell rows apart
	}{{[]string{"real"}, false}, {[]string{"rounded"}, false}, {[]string{"real", "rounded"}, false}, {[]string{"real", "zeros", "real"}, true}} {
		draw := func(rng *rand.Rand) (row []float64) {
			for _, name := range c.of {
				row = append(row, columns[name](rng))
			}
			return row
		}
		var once, twice, some [][]float64
		rng := rand.New(rand.NewPCG(1, 1))
		for i := range 300 {
			row := draw(rng)
			once, twice, some = append(once, row), append(twice, row, row), append(some, row)
			for range i % 3 {
				some = append(some, row)
			}
		}
		want := fresh(t, once, draw)
		if got := fresh(t, twice, draw); math.Abs(got-want) > 0.03 {
			t.Errorf("columns %v twice: %.3f nats, want %.3f", c.of, got, want)
		}
		if got := fresh(t, some, draw); c.some && math.Abs(got-want) > 0.1 {
			t.Errorf("columns %v with copies of some rows: %.3f nats, want %.3f", c.of, got, want)
		}
	}
}

// TestFrequentRowsAreNoCopies: rows that are frequent by themselves keep their probability: zeros in all columns, and
// values that are few.
func TestFrequentRowsAreNoCopies(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	zeros := make([][]float64, 1000)
	few := make([][]float64, 1000)
	for i := range zeros {
		zeros[i] = []float64{0, 0}
		if i%4 != 0 {
			zeros[i] = []float64{rng.NormFloat64(), rng.NormFloat64()}
		}
		few[i] = []float64{float64(i % 4)}
	}
	for name, x := range map[string][][]float64{"zeros": zeros, "few": few} {
		transform, err := marginal.Fit(t.Context(), x, nil)
		if err != nil {
			t.Fatal(err)
		}
		column := transform.Columns()[0]
		mass := 0.0
		for k, m := range column.Mass {
			if column.Knots[k] >= -0.51*column.Cell && column.Knots[k+1] <= 0.51*column.Cell {
				mass += m
			}
		}
		if math.Abs(mass-0.25) > 0.03 {
			t.Errorf("%s: the cell of 0 has the mass %.3f, want 0.25", name, mass)
		}
	}
}
