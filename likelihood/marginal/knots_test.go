// Densities between knots that are near to each other, and between knots far out.

package marginal_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// oneFar is a column of ordinary values and one that is far away.
func oneFar(n int, far float64) [][]float64 {
	x := column(func(rng *rand.Rand) float64 { return rng.NormFloat64() }, n)
	x[7][0] = far
	return x
}

// TestValuesHaveTheDensityBesideThem: a value from which the density was fitted is as likely as what is next to it, also if
// it is the least one, the greatest one or where knots meet.
func TestValuesHaveTheDensityBesideThem(t *testing.T) {
	columns := [][][]float64{column(func(rng *rand.Rand) float64 { return math.Pi * math.Round(10*rng.NormFloat64()) / 10 }, 30)}
	for _, far := range []float64{1e6, 1e10, 1e16} {
		columns = append(columns, oneFar(50, far), oneFar(50, -far))
	}
	for k, x := range columns {
		m := fit(t, x, nil)
		c := m.Columns()[0]
		for _, row := range x {
			step := 1e-6 * math.Hypot(c.Scale, row[0]-c.Center)
			beside := []float64{logDensity(m, row[0]-step), logDensity(m, row[0]+step)}
			if at := logDensity(m, row[0]); !(at > slices.Min(beside)-0.1 && at < slices.Max(beside)+0.1) {
				t.Errorf("column %d: log-density %g at %v, %g beside it", k, at, row[0], beside)
			}
		}
	}
}

// TestDensityBesideAFarValue: between ordinary values and one that is far away the density is that of the tail, above the
// others as below them. Of the mirrored column it is the mirrored one.
func TestDensityBesideAFarValue(t *testing.T) {
	for _, far := range []float64{1e12, 1e16, 1e20, 1e100} {
		for _, sign := range []float64{-1, 1} {
			m := fit(t, oneFar(200, sign*far), nil)
			c := m.Columns()[0]
			for at := 1e4; at < far/1e3; at *= 30 {
				u := (sign*at - c.Center) / c.Scale
				tail := math.Log(c.Tail/c.Scale/math.Pi) - 2*math.Log(math.Abs(u))
				if got := logDensity(m, sign*at); math.Abs(got-tail) > 0.5 {
					t.Errorf("beside %g: log-density %g at %g, want %g", sign*far, got, sign*at, tail)
					break
				}
			}
		}
	}
}
