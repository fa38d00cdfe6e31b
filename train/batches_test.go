// Batches visit every row once an epoch, and belong to the seed and the iteration.

package train

import (
	"fmt"
	"math"
	"testing"
)

func numbered(n int) set {
	var s set
	for i := range n {
		s.x, s.c = append(s.x, []float64{float64(i)}), append(s.c, []float64{float64(-i)})
	}
	return s
}

func TestEpochsVisitEveryRowOnce(t *testing.T) {
	b := newBatches(numbered(103), 10, 1)
	orders := map[string]bool{}
	for epoch := range 4 {
		seen := map[float64]bool{}
		order := ""
		for place := range b.perEpoch() {
			batch := b.at(epoch*b.perEpoch() + place)
			if len(batch.x) != 10 {
				t.Fatalf("a batch of %d rows, want 10", len(batch.x))
			}
			for i, row := range batch.x {
				if seen[row[0]] {
					t.Errorf("epoch %d has row %g twice", epoch, row[0])
				}
				if batch.c[i][0] != -row[0] {
					t.Errorf("row %g has the condition of %g", row[0], -batch.c[i][0])
				}
				seen[row[0]] = true
				order += fmt.Sprint(row[0], " ")
			}
		}
		if len(seen) != 100 || orders[order] {
			t.Errorf("epoch %d: %d rows, want 100; in the order of an earlier one: %v", epoch, len(seen), orders[order])
		}
		orders[order] = true
	}
}

func TestBatchesDependOnSeedAndIterationAlone(t *testing.T) {
	a, b := newBatches(numbered(50), 7, 9), newBatches(numbered(50), 7, 9)
	for i := range 40 {
		a.at(i)
	}
	if got, want := fmt.Sprint(a.at(23).x), fmt.Sprint(b.at(23).x); got != want {
		t.Errorf("iteration 23 is %v, want %v as without those before", got, want)
	}
}

func TestSplit(t *testing.T) {
	training, held := numbered(101).split(0.2, 4)
	if training.len() != 81 || held.len() != 20 {
		t.Fatalf("%d and %d rows, want 81 and 20", training.len(), held.len())
	}
	seen := map[float64]bool{}
	for _, row := range append(training.x, held.x...) {
		seen[row[0]] = true
	}
	if len(seen) != 101 {
		t.Errorf("%d of 101 rows are left", len(seen))
	}
	if _, none := numbered(9).split(-1, 1); none.len() != 0 {
		t.Error("a negative share holds rows out")
	}
}

// TestSharesOfRows: a share that is a number of rows holds out as many, whatever its last digit, and never all.
func TestSharesOfRows(t *testing.T) {
	for n := 1; n <= 200; n++ {
		for k := range n {
			if got := heldOut(float64(k)/float64(n), n); got != k {
				t.Errorf("%d/%d of %d rows are %d", k, n, n, got)
			}
		}
		if got := heldOut(math.Nextafter(1, 0), n); got != n-1 {
			t.Errorf("nearly all of %d rows are %d", n, got)
		}
	}
	if got := heldOut(0.29, 100); got != 29 {
		t.Errorf("0.29 of 100 rows are %d", got)
	}
}
