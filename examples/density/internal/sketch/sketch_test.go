// Ranks and quantiles of a sketch against those of its rows.

package sketch_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/sketch"
)

// TestRank: the rank of a value is the share of the rows below it, and At inverts Rank. Rows without a finite value do not
// count.
func TestRank(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	values := make([]float64, 20000)
	for i := range values {
		values[i] = -random.ExpFloat64() * 5
	}
	s := sketch.New(append([]float64{math.NaN(), math.Inf(-1)}, values...), nil)
	if s.Rows != 20000 {
		t.Fatalf("%d rows, want 20000", s.Rows)
	}
	for _, v := range []float64{-20, -7, -3, -1, -0.1} {
		below := 0
		for _, w := range values {
			if w < v {
				below++
			}
		}
		if got, want := s.Rank(v), float64(below)/20000; !(math.Abs(got-want) <= 1.5e-3) {
			t.Errorf("rank of %g is %g, want %g", v, got, want)
		}
		if back := s.At(s.Rank(v)); !(math.Abs(back-v) <= 1e-9) {
			t.Errorf("the quantile at the rank of %g is %g", v, back)
		}
	}
}

// TestEnds: values beyond all rows have the ranks 0 and 1, also in a sketch of one row. NaN has no rank.
func TestEnds(t *testing.T) {
	for _, values := range [][]float64{{3}, {3, 3, 3}, {1, 3}} {
		s := sketch.New(values, nil)
		if s.Rank(math.Inf(-1)) != 0 || s.Rank(0) != 0 || s.Rank(4) != 1 || !math.IsNaN(s.Rank(math.NaN())) {
			t.Errorf("%v: ranks %g, %g, %g", values, s.Rank(math.Inf(-1)), s.Rank(0), s.Rank(4))
		}
	}
	if sketch.New([]float64{math.NaN()}, nil) != nil {
		t.Error("a sketch of no rows, want nil")
	}
}

// TestWeights: a row of weight 3 counts as three rows, but for the interpolation between equal values. Equal weights change
// nothing.
func TestWeights(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	var values, weights, repeated []float64
	for i := range 4000 {
		v := random.NormFloat64()
		values, weights = append(values, v), append(weights, float64(i%4)*1e307)
		for range i % 4 {
			repeated = append(repeated, v)
		}
	}
	got, want := sketch.New(values, weights), sketch.New(repeated, nil)
	for _, share := range []float64{0.01, 0.1, 0.5, 0.9, 0.99} {
		if a, b := got.At(share), want.At(share); !(math.Abs(a-b) <= 0.02) {
			t.Errorf("quantile %g: %g, want %g as of repeated rows", share, a, b)
		}
	}
	even := make([]float64, len(values))
	for i := range even {
		even[i] = 0.7
	}
	a, b := sketch.New(values, even), sketch.New(values, nil)
	for k := range a.Quantiles {
		if !(math.Abs(a.Quantiles[k]-b.Quantiles[k]) <= 1e-9) {
			t.Fatalf("equal weights: quantile %d is %g, want %g as without weights", k, a.Quantiles[k], b.Quantiles[k])
		}
	}
}
