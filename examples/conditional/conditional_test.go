// The fit of the example against the known density.

package main

import (
	"bytes"
	"image/png"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gorgoflow/gorgoflow/examples/internal/program"
	"github.com/gorgoflow/gorgoflow/likelihood"
)

// TestDensityIsFound: a short fit comes near the density that the points were drawn from, and far above a straight line. It
// is a density of y for every x, and its picture can be drawn.
func TestDensityIsFound(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	seen, unseen := draw(rng, 1000), draw(rng, 1000)
	flow := fit(t.Context(), seen, 250)
	mean := program.Must(flow.MeanLogProb(t.Context(), unseen.y, &likelihood.MeanRequest{Condition: unseen.x})).LogProb
	if known, line := unseen.known(), straight(seen, unseen); !(mean > known-0.2) || !(mean > line+0.5) || !(mean < known+0.05) {
		t.Errorf("mean log-density %v, want within 0.2 below the true %v and 0.5 above the straight line's %v", mean, known, line)
	}
	for _, x := range []float64{-2, 0, 2} {
		mass := 0.0
		for _, logp := range program.Must(flow.LogProbWith(t.Context(), line(), &likelihood.LogProbRequest{Condition: [][]float64{{x}}})).LogProb {
			mass += math.Exp(logp) / 100
		}
		if !(math.Abs(mass-1) <= 0.01) {
			t.Errorf("p(y | %v) integrates to %v, want 1", x, mass)
		}
	}
	var out bytes.Buffer
	if err := picture(t.Context(), flow, seen, 20).Write(&out); err != nil {
		t.Fatal(err)
	}
	if _, err := png.Decode(&out); err != nil {
		t.Error(err)
	}
}

// line is a grid of y from −4 to 4.
func line() (y [][]float64) {
	for i := -400; i <= 400; i++ {
		y = append(y, []float64{float64(i) / 100})
	}
	return y
}
