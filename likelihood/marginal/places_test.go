// Columns whose values are close to each other at several places.

package marginal_test

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestPlacesFarApart: a column of three places, such as a quantity that is set to one of three values and measured, has nearly
// its density at values not seen, whatever the deviation from them is of their distance.
func TestPlacesFarApart(t *testing.T) {
	for _, c := range []struct {
		rows            int
		deviation, most float64
	}{{300, 3e-2, 0.06}, {300, 1e-2, 0.08}, {300, 3e-3, 0.08}, {300, 1e-3, 0.1}, {3000, 1e-3, 0.02}} {
		draw := func(rng *rand.Rand) float64 { return float64(rng.IntN(3)) + c.deviation*rng.NormFloat64() }
		m := fit(t, column(draw, c.rows), nil)
		const n = 3000
		rng, lost := rand.New(rand.NewPCG(9, 0)), 0.0
		for range n {
			x := draw(rng)
			u := (x - math.Round(x)) / c.deviation
			lost += (-0.5*u*u - 0.5*math.Log(2*math.Pi) - math.Log(3*c.deviation) - logDensity(m, x)) / n
		}
		if !(lost < c.most) {
			t.Errorf("%d rows, a deviation of %g: a value not seen loses %.3f nats, want less than %g", c.rows, c.deviation, lost, c.most)
		}
	}
}
