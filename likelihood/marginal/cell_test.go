// A width is a grid where values are rounded to it.

package marginal

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestCellsOfRoundedValues(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for _, width := range []float64{0, 0.01, 0.5, 1, 20, 1000} {
		x := make([]float64, 500)
		for i := range x {
			x[i] = 3000 * math.Exp(rng.NormFloat64())
			if width > 0 {
				x[i] = width * math.Round(x[i]/width)
			}
		}
		slices.Sort(x)
		if cell := cellOf(x, 3000); isGrid(cell) != (width >= narrowest*3000) || (isGrid(cell) && math.Abs(cell/width-1) > 1e-9) {
			t.Errorf("values rounded to %v have cells of %v", width, cell)
		}
	}
}
