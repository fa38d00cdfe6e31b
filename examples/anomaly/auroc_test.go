// AUROC against a count of pairs.

package main

import (
	"math"
	"math/rand/v2"
	"testing"
)

// naive is the share of pairs of an anomaly and another row in which the anomaly has the higher score. A tie is half a
// pair.
func naive(score []float64, anomaly []bool) float64 {
	pairs, right := 0.0, 0.0
	for i, a := range score {
		for j, b := range score {
			if !anomaly[i] || anomaly[j] {
				continue
			}
			pairs++
			switch {
			case a > b:
				right++
			case a == b:
				right += 0.5
			}
		}
	}
	return 100 * right / pairs
}

// TestAUROCIsTheCountOfPairs: auroc agrees with the count of pairs, also with ties and infinite scores.
func TestAUROCIsTheCountOfPairs(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		n := 2 + rng.IntN(40)
		score, anomaly := make([]float64, n), make([]bool, n)
		for i := range score {
			score[i], anomaly[i] = float64(rng.IntN(6)), rng.IntN(3) == 0
			if rng.IntN(9) == 0 {
				score[i] = math.Inf(1)
			}
		}
		anomaly[0], anomaly[1] = true, false
		if got, want := auroc(score, anomaly), naive(score, anomaly); !(math.Abs(got-want) <= 1e-9) {
			t.Fatalf("%v, want the count %v: %v %v", got, want, score, anomaly)
		}
	}
}

// TestNoNumberIsTheHighestScore: a row without a density has the highest score. Without anomalies there is no AUROC.
func TestNoNumberIsTheHighestScore(t *testing.T) {
	if got := auroc([]float64{1, math.NaN(), 2, math.Inf(1)}, []bool{false, true, false, true}); got != 100 {
		t.Errorf("%v, want 100", got)
	}
	if got := auroc([]float64{1, 2}, []bool{false, false}); !math.IsNaN(got) {
		t.Errorf("%v without anomalies, want NaN", got)
	}
}
