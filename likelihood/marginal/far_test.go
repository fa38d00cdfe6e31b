// Columns of integers far from 0, and of rounding errors.

package marginal_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood/marginal"
)

// TestIntegersFarFromZero: the density of integers does not depend on where they are, as far as there are numbers
// halfway between them. A column of rounding errors has no density.
func TestIntegersFarFromZero(t *testing.T) {
	mean := func(from float64) (sum float64) {
		x := column(func(rng *rand.Rand) float64 { return from + math.Round(30*rng.NormFloat64()) }, 200)
		m := fit(t, x, nil)
		if c := m.Columns()[0]; c.Cell != 1 || c.Kind != marginal.Density {
			t.Fatalf("from %g: %s with cells of %g, want a density with cells of 1", from, c.Kind, c.Cell)
		}
		for _, row := range x {
			sum += logDensity(m, row[0]) / float64(len(x))
		}
		return sum
	}
	want := mean(0)
	for from, tolerance := range map[float64]float64{1e12: 0.01, -1e15: 0.05, 4e15: 0.1} { // points of a cell are an eighth or half of it apart
		if got := mean(from); math.Abs(got-want) > tolerance {
			t.Errorf("from %g: mean log-density %g, want %g", from, got, want)
		}
	}
	x := column(func(rng *rand.Rand) float64 { return (1 + 0x1p-52*float64(rng.IntN(9))) / 3 }, 200)
	kinds, err := marginal.Kinds(append(x, []float64{0.25}, []float64{0.75}))
	if err != nil || kinds[0] != marginal.Density {
		t.Errorf("%v, %v, want a density for values that differ", kinds, err)
	}
	if kinds, err = marginal.Kinds(x); err != nil || kinds[0] != marginal.Constant {
		t.Errorf("%v, %v, want a constant for rounding errors", kinds, err)
	}
}
