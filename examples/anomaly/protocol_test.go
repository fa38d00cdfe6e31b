// The protocol: which rows are trained on, which rows are scored, and in which units.

package main

import (
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// first holds the default flags.
var first, _ = parse(nil, io.Discard)

// numbered returns n rows whose first column is their number. Every tenth row is an anomaly.
func numbered(n, columns int) (x [][]float64, anomaly []bool) {
	rng := rand.New(rand.NewPCG(5, 6))
	for i := range n {
		row := make([]float64, columns)
		for j := range row {
			row[j] = rng.NormFloat64()
		}
		row[0] = float64(i)
		x, anomaly = append(x, row), append(anomaly, i%10 == 3)
	}
	return x, anomaly
}

// numbersOf returns the numbers of standardised rows, from the deviation and the mean of the first column.
func numbersOf(rows [][]float64, scale, shift float64) (list []int) {
	for _, row := range rows {
		list = append(list, int(math.Round(row[0]*scale+shift)))
	}
	return list
}

// TestTheFirstHalfOfTheOthersIsTrainedOn: the first half of the rows that are no anomalies is trained on, and all other
// rows are scored, both in their order.
func TestTheFirstHalfOfTheOthersIsTrainedOn(t *testing.T) {
	x, anomaly := numbered(1000, 2)
	s, err := newSet(first.draw(1000), x, anomaly)
	if err != nil {
		t.Fatal(err)
	}
	var normal []int
	for i, is := range anomaly {
		if !is {
			normal = append(normal, i)
		}
	}
	if len(s.train) != 450 || len(s.test) != 550 {
		t.Fatalf("%d rows to train on, %d to score; want 450 and 550", len(s.train), len(s.test))
	}
	of := newUnits(pick(x, normal[:450]))
	if got := numbersOf(s.train, of.deviation[0], of.mean[0]); !slices.Equal(got, normal[:450]) {
		t.Errorf("trained on %v, want %v", got, normal[:450])
	}
	var rest []int
	for i := range x {
		if anomaly[i] || i > normal[449] {
			rest = append(rest, i)
		}
	}
	if got := numbersOf(s.test, of.deviation[0], of.mean[0]); !slices.Equal(got, rest) {
		t.Errorf("scored %v, want %v", got, rest)
	}
}

func pick(x [][]float64, rows []int) (some [][]float64) {
	for _, i := range rows {
		some = append(some, x[i])
	}
	return some
}

// TestTrainingColumnsAreStandardised: each column of the training rows has mean 0 and deviation 1.
func TestTrainingColumnsAreStandardised(t *testing.T) {
	x, anomaly := numbered(1000, 3)
	s, err := newSet(first.draw(1000), x, anomaly)
	if err != nil {
		t.Fatal(err)
	}
	for j := range 3 {
		sum, square := 0.0, 0.0
		for _, row := range s.train {
			sum, square = sum+row[j]/450, square+row[j]*row[j]/450
		}
		if !(math.Abs(sum) <= 1e-12) || !(math.Abs(square-1) <= 1e-12) {
			t.Errorf("column %d: mean %v, mean square %v; want 0 and 1", j, sum, square)
		}
	}
}

// TestSizesOfDraws: a small set is drawn up to least rows, with replacement and by its seed. Of a large set most rows are
// drawn, each once. Other sets, and all sets with plain, keep their rows.
func TestSizesOfDraws(t *testing.T) {
	few, many, same, plain := first.draw(70), first.draw(60_000), first.draw(2000), (&options{plain: true}).draw(70)
	if len(few) != least || slices.Max(few) > 69 || slices.Equal(few, (&options{seed: 2}).draw(70)) || !slices.Equal(few, first.draw(70)) {
		t.Errorf("%d rows out of 70, want %d by the seed", len(few), least)
	}
	if len(many) != most || !slices.IsSorted(many) || len(slices.Compact(slices.Clone(many))) != most {
		t.Errorf("%d rows out of 60000, want %d different ones in order", len(many), most)
	}
	if len(same) != 2000 || same[1999] != 1999 {
		t.Errorf("%d rows out of 2000, want all", len(same))
	}
	if len(plain) != 70 || plain[69] != 69 {
		t.Errorf("%d rows out of 70 with plain, want all", len(plain))
	}
}

// TestRowsSeenAreLeftOut: the set marks the scored rows that are among the training rows too, so that the second result can
// leave them out.
func TestRowsSeenAreLeftOut(t *testing.T) {
	x, anomaly := numbered(100, 2)
	s, err := newSet(first.draw(100), x, anomaly)
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range s.test {
		if has := slices.ContainsFunc(s.train, func(r []float64) bool { return slices.Equal(r, row) }); has != s.seen[i] {
			t.Fatalf("row %d: seen %v, is among the training rows %v", i, s.seen[i], has)
		}
	}
	if share := s.shareSeen(); share < 0.9 || share > 1 { // 1 − e⁻⁵ is expected
		t.Errorf("a share of %v is seen, want 0.9 or more", share)
	}
}
