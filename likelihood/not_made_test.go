// Densities and certificates that no call has made: infinite or NaN numbers.

package likelihood_test

import (
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood"
)

func TestBoundsOfNothing(t *testing.T) {
	var none *likelihood.Density
	for _, d := range []*likelihood.Density{none, {}} {
		if m := d.Mean(); !math.IsNaN(m.LogProb) || !math.IsInf(m.ErrorBound, 1) || m.Rows != 0 {
			t.Errorf("the mean is %+v, want NaN of no rows with an infinite bound", m)
		}
	}
	c := &likelihood.Certificate{Solver: []float64{1, 2}, Probe: []float64{3}}
	for row, want := range map[int]float64{-1: math.Inf(1), 0: 13, 1: math.Inf(1), 2: math.Inf(1)} {
		if got := c.Bound(row); got != want {
			t.Errorf("row %d: got %v, want %v", row, got, want)
		}
	}
}
