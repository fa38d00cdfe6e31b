package likelihood

import (
	"math"
	"testing"
)

// Numbers of any size have moments; those of a constant column, whose mean is rounded, have no deviation.
func TestMomentsOfExtremes(t *testing.T) {
	for _, size := range []float64{1, 1e-200, 1e200, 5e-310, 5e-324, math.MaxFloat64} {
		mean, std, err := Moments([][]float64{{size}, {-size}, {size}, {-size}})
		must(t, err)
		if math.Abs(mean[0]) > 1e-15*size || math.Abs(std[0]/size-1) > 1e-12 {
			t.Errorf("±%g has mean %g and deviation %g", size, mean[0], std[0])
		}
	}
	for rows := 1; rows < 100; rows++ {
		x := make([][]float64, rows)
		for i := range x {
			x[i] = []float64{0.1, float64(i)}
		}
		mean, std, err := Moments(x)
		must(t, err)
		if mean[0] != 0.1 || std[0] != 0 {
			t.Errorf("%d rows of 0.1 have mean %v and deviation %v", rows, mean[0], std[0])
		}
	}
	wantError(t, "constant", newFlow(t, bentField(t, 2), nil).Standardize([]float64{0, 0}, []float64{1, 0}), ErrSettings)
}
