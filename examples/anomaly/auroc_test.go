// AUROC is the count of pairs, ties and all.

package main

import (
	"math"
	"math/rand/v2"
	"testing"
)

// naive counts pairs.
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
		if got, want := auroc(score, anomaly), naive(score, anomaly); math.Abs(got-want) > 1e-9 {
			t.Fatalf("%v, counted %v: %v %v", got, want, score, anomaly)
		}
	}
}

// A row that no density could be found for counts as the rarest.
func TestNoNumberIsTheHighestScore(t *testing.T) {
	if got := auroc([]float64{1, math.NaN(), 2, math.Inf(1)}, []bool{false, true, false, true}); got != 100 {
		t.Errorf("%v", got)
	}
	if got := auroc([]float64{1, 2}, []bool{false, false}); !math.IsNaN(got) {
		t.Errorf("%v without anomalies", got)
	}
}
