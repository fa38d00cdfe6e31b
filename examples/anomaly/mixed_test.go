// The density of a mixture against the mean of the densities of its parts.

package main

import (
	"math"
	"testing"
)

func TestMixtureIsTheMeanOfDensities(t *testing.T) {
	x, anomaly := numbered(300, 2)
	s, err := newSet(first.draw(300), x, anomaly)
	if err != nil {
		t.Fatal(err)
	}
	var of [3][]float64
	for i, method := range []string{"kernel", "gaussian", "kernel+gaussian"} {
		if of[i], err = first.score(t.Context(), s, method); err != nil {
			t.Fatal(err)
		}
	}
	for row, got := range of[2] {
		if want := -math.Log((math.Exp(-of[0][row]) + math.Exp(-of[1][row])) / 2); !(math.Abs(got-want) <= 1e-9) {
			t.Fatalf("row %d: %v, want %v", row, got, want)
		}
	}
}

// TestMixtureWithoutNumbers: a part without a number counts as a density of 0. A row of which no part has a number has the
// highest score.
func TestMixtureWithoutNumbers(t *testing.T) {
	none, far := math.NaN(), math.Inf(1)
	got := mixed([][]float64{{none, none, 1}, {2, none, far}})
	for row, want := range []float64{2 + math.Ln2, far, 1 + math.Ln2} {
		if got[row] != want && !(math.Abs(got[row]-want) <= 1e-12) {
			t.Errorf("row %d: %v, want %v", row, got[row], want)
		}
	}
}
