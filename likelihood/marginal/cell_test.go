// The cells of rounded values.

package marginal_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood/marginal"
)

// TestCellsOfRoundedValues: a cell is as wide as the unit to which values are rounded. Without rounding it is a
// ten-thousandth of the values' deviation.
func TestCellsOfRoundedValues(t *testing.T) {
	for _, width := range []float64{0, 0.01, 0.5, 1, 20, 1000} {
		x := column(func(rng *rand.Rand) float64 {
			value := 3000 * math.Exp(rng.NormFloat64()/2)
			if width > 0 {
				value = width * math.Round(value/width)
			}
			return value
		}, 500)
		c := fit(t, x, &marginal.Settings{Affine: true}).Columns()[0]
		if want := max(width, 1e-4*c.Slope); math.Abs(c.Cell/want-1) > 1e-9 {
			t.Errorf("values rounded to %v, of deviation %g, have cells of %v, want %v", width, c.Slope, c.Cell, want)
		}
	}
}
