// The score of the kernels against a mean of normal densities.

package main

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/floats"
)

// TestKernelsOfGivenWidths: with -widths the score of a row is -log of the mean of normal densities of these widths at all
// training rows.
func TestKernelsOfGivenWidths(t *testing.T) {
	o, err := parse([]string{"-widths", "0.3,2"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	x, anomaly := numbered(100, 2)
	s, err := newSet(o.draw(100), x, anomaly)
	if err != nil {
		t.Fatal(err)
	}
	got, err := o.score(t.Context(), s, "kernel")
	if err != nil {
		t.Fatal(err)
	}
	for row, z := range s.test[:20] {
		want := 0.0
		for _, width := range []float64{0.3, 2} {
			for _, p := range s.train {
				d := floats.Distance(z, p, 2) / width
				want += math.Exp(-d*d/2) / (2 * math.Pi * width * width) / float64(2*len(s.train))
			}
		}
		if !(math.Abs(got[row]+math.Log(want)) <= 1e-6) {
			t.Errorf("row %d: %v, want %v", row, got[row], -math.Log(want))
		}
	}
}
