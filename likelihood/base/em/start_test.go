// Where a fit starts, and what its first iteration finds.

package em

import (
	"math"
	"slices"
	"testing"
)

// heaps are rows at n places far apart, each many times, in turn.
func heaps(n, rows int) (x [][]float64) {
	for i := range rows {
		k := float64(i % n)
		x = append(x, []float64{k, k * k})
	}
	return x
}

// TestStartsAreFarApart: with as many components as places, each place has one; another seed takes other rows.
func TestStartsAreFarApart(t *testing.T) {
	const n = 7
	x, spread := heaps(n, 20*n), []float64{1, 0, 0, 1}
	var before []int
	for seed := range uint64(10) {
		chosen, err := startingRows(t.Context(), x, spread, n, seed)
		if err != nil {
			t.Fatal(err)
		}
		places := map[int]bool{}
		for _, i := range chosen {
			places[i%n] = true
		}
		if len(places) != n {
			t.Errorf("seed %d: rows %v at %d places, want one at each of %d", seed, chosen, len(places), n)
		}
		if slices.Equal(chosen, before) {
			t.Errorf("seed %d: rows %v, as for the seed before", seed, chosen)
		}
		before = chosen
	}
}

// TestOneIterationFindsTheMoments: a single component has the covariance of the rows around their own mean after one iteration,
// wherever it started, and what a fit reports is the log-density of its mixture, whatever the prior.
func TestOneIterationFindsTheMoments(t *testing.T) {
	x := [][]float64{{0}, {1}, {5}}
	m, _, err := Fit(t.Context(), x, 1, &Settings{Prior: 1e-12, Iterations: 1})
	if err != nil {
		t.Fatal(err)
	}
	mean, variance := 2.0, 14.0/3
	if want := -0.5*math.Log(2*math.Pi*variance) - mean*mean/(2*variance); math.Abs(m.LogProb([]float64{0})-want) > 1e-9 {
		t.Errorf("log p is %v, want %v", m.LogProb([]float64{0}), want)
	}
	rows := heaps(3, 60)
	for i := range rows {
		rows[i][0] += 0.1 * float64(i%4)
		rows[i][1] += 0.1 * float64(i%5)
	}
	_, result, err := Fit(t.Context(), rows, 2, &Settings{Prior: 5, Iterations: 8, Tolerance: 1e-300})
	if err != nil {
		t.Fatal(err)
	}
	before, _, err := Fit(t.Context(), rows, 2, &Settings{Prior: 5, Iterations: 7, Tolerance: 1e-300})
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, row := range rows {
		sum += before.LogProb(row) / float64(len(rows))
	}
	if len(result.LogProb) != 8 || math.Abs(sum-result.LogProb[7]) > 1e-9 {
		t.Errorf("log-densities %v are told, want the last to be that of the mixture, %v", result.LogProb, sum)
	}
}
