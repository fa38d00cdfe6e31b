// A weighed score against the score of repeated rows.

package card_test

import (
	"math"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/card"
	"github.com/gorgoflow/gorgoflow/train"
)

// TestWeighedScore: the weighed mean is the mean of rows that are repeated as often as they weigh, also with weights
// near the largest float64. Equal weights give the score without weights.
func TestWeighedScore(t *testing.T) {
	values := []float64{-1, -2.5, -7, -3, -0.5}
	got := card.WeighedScore(values, []float64{1e308, 0, 1.5e308, 0.5e308, 1e308})
	want := train.NewScore([]float64{-1, -1, -7, -7, -7, -3, -0.5, -0.5})
	if !(math.Abs(got.Mean-want.Mean) <= 1e-12) {
		t.Errorf("mean %g, want %g", got.Mean, want.Mean)
	}
	if got, want := card.WeighedScore(values, []float64{3, 3, 3, 3, 3}), train.NewScore(values); math.Abs(got.Mean-want.Mean)+math.Abs(got.Error-want.Error) > 1e-12 {
		t.Errorf("equal weights: %v, want %v", got, want)
	}
}

// TestScoresWithoutAnError: the mean of one row has no error, nor has one whose squares are no numbers.
func TestScoresWithoutAnError(t *testing.T) {
	for want, values := range map[string][]float64{"-1.5000 (of 1 row)": {-1.5}, " (of 2 rows)": {-1e200, -1}} {
		if got := card.NewScore(train.NewScore(values)).String(); !strings.HasSuffix(got, want) {
			t.Errorf("%v: %s, want %s", values, got, want)
		}
	}
}
