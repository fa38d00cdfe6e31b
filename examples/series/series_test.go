// The fit of the example against the known rates.

package main

import (
	"bytes"
	"image/png"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gorgoflow/gorgoflow/examples/internal/figure"
)

// TestRatesAreFound: the rates are found within four of the deviations that the fit gives them, and the picture can be
// drawn.
func TestRatesAreFound(t *testing.T) {
	m := newModel()
	known := m.observe(t.Context(), rand.New(rand.NewPCG(1, 2)))
	found, covariance := m.fit(t.Context())
	for i := range truth {
		deviation := math.Sqrt(covariance.At(i, i))
		if z := (found[i] - known[i]) / deviation; !(math.Abs(z) < 4) || !(deviation < 0.1) {
			t.Errorf("rate %d: logarithm %v ± %v, want %v", i, found[i], deviation, known[i])
		}
	}
	var out bytes.Buffer
	if err := (figure.Lines{m.panel(t.Context(), "", found, known)}).Write(&out); err != nil {
		t.Fatal(err)
	}
	if _, err := png.Decode(&out); err != nil {
		t.Error(err)
	}
}
