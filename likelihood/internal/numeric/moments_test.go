// Deviations of numbers of any size.

package numeric_test

import (
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
)

// TestDeviationFollowsTheUnit: a deviation has the unit of its values, also where their squares are no numbers.
func TestDeviationFollowsTheUnit(t *testing.T) {
	values := []float64{1, -2, 4, 0.5}
	want := numeric.Deviation(values)
	for _, unit := range []float64{0x1p-900, 0x1p-1000, 0x1p500, 0x1p1000} {
		scaled := make([]float64, len(values))
		for i, v := range values {
			scaled[i] = unit * v
		}
		if got := numeric.Deviation(scaled) / unit; math.Abs(got-want) > 1e-12*want {
			t.Errorf("in units of %g: %v, want %v", unit, got, want)
		}
	}
	if got := numeric.Deviation([]float64{3, 3}); got != 0 {
		t.Errorf("of equal values: %v", got)
	}
}
