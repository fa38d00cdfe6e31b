// Odd columns harm no method, and sets with nothing to tell apart are refused.

package main

import (
	"math"
	"slices"
	"testing"
)

// TestOddColumns: every method finds all anomalies, though columns are constant, missing or large, and though there are
// more columns than rows.
func TestOddColumns(t *testing.T) {
	x, anomaly := numbered(60, 90)
	for i, row := range x {
		row[0] = 0
		row[1], row[2], row[3], row[4] = 7, math.NaN(), 1e300*float64(i%3-1), 1e18+float64(i)
		row[5] = 0.1
		if i%2 == 0 {
			row[6] = math.NaN()
		}
		if anomaly[i] {
			row[1], row[7] = 8, 1e308
		}
	}
	s, err := newSet(first.draw(60), x, anomaly)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names() {
		if r, err := s.judge(t.Context(), name, first); err != nil || r.all != 100 {
			t.Errorf("%s: %+v, %v; want an AUROC of 100", name, r, err)
		}
	}
}

// TestNothingToTell: a set without anomalies, without other rows or without rows is refused.
func TestNothingToTell(t *testing.T) {
	x, _ := numbered(20, 2)
	for name, anomaly := range map[string][]bool{"no anomaly": make([]bool, 20), "anomalies only": slices.Repeat([]bool{true}, 20)} {
		if _, err := newSet(first.draw(20), x, anomaly); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := newSet(first.draw(0), nil, nil); err == nil {
		t.Error("no rows: no error")
	}
}
