// The integral of a density by the grid of its picture, and when it is printed.

package picture

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/examples/internal/figure"
)

// ridge fills a grid with a normal density around x = at, with the given deviation along x and 0.1 along y. It returns
// samples of that density.
func ridge(g *figure.Grid, at, deviation float64) (samples [][]float64) {
	for _, q := range g.Points() {
		u, v := (q[0]-at)/deviation, (q[1]-0.5)/0.1
		if g.Rows == 1 {
			v = -math.Log(2*math.Pi) / 2
			g.Values = append(g.Values, -u*u/2-math.Log(deviation)+v)
			continue
		}
		g.Values = append(g.Values, -(u*u+v*v)/2-math.Log(2*math.Pi*deviation*0.1))
	}
	random := rand.New(rand.NewPCG(1, 1))
	for range 2000 {
		samples = append(samples, []float64{at + deviation*random.NormFloat64(), 0.5 + 0.05*random.NormFloat64()})
	}
	return samples
}

// TestIntegralOfRidges: the sum over the grid is printed as an integral only if the samples confirm it. A ridge
// narrower than the cells gives too large a sum if it meets points of the grid, and a sum near zero if it lies between
// them.
func TestIntegralOfRidges(t *testing.T) {
	box := figure.Box{X1: 1, Y1: 1}
	for _, c := range []struct {
		name          string
		at, deviation float64 // in cells
		rows          int
		known         bool
	}{
		{"wide", 50.2, 4, 100, true},
		{"wide, one column", 50.2, 4, 1, true},
		{"on a column of points", 50.5, 0.28, 100, false}, // 1.42
		{"between columns", 50, 0.02, 100, false},         // 0.0000, by every grid
		{"on a point, one column", 50.5, 0.28, 1, false},
		{"between points, one column", 50, 0.02, 1, false},
	} {
		g := &figure.Grid{Box: box, Columns: 100, Rows: c.rows}
		samples := ridge(g, c.at/100, c.deviation/100)
		said, known := integral(g, samples)
		if known != c.known || known != strings.HasPrefix(said, "the density integrates to ") || known && !strings.Contains(said, " 1.000") && !strings.Contains(said, " 0.999") {
			t.Errorf("%s: %q of a sum of %g, want an integral of 1: %v", c.name, said, g.Integral(), c.known)
		}
		if known {
			continue
		}
		if v := g.Integral(); math.Abs(v-1) < 0.3 {
			t.Errorf("%s: a sum of %g; the test wants one far from 1", c.name, v)
		}
		if want := map[bool]string{true: "points are too few", false: "-resolution 200"}[c.rows == 1]; !strings.Contains(said, want) {
			t.Errorf("%s: %q, want %q in it", c.name, said, want)
		}
	}
}

// TestIntegralOfAPart: half of a density lies in the picture, and so does half of its samples, so that the integral is
// printed.
func TestIntegralOfAPart(t *testing.T) {
	g := &figure.Grid{Box: figure.Box{X1: 1, Y1: 1}, Columns: 100, Rows: 100}
	if said, known := integral(g, ridge(g, 0, 0.2)); !known || !strings.Contains(said, "integrates to 0.5000") {
		t.Errorf("%q, want an integral of 0.5000", said)
	}
}
