// The two sides of a split.

package split_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/split"
)

// TestSides: the sides are disjoint and make up the table. Deal and Set give the same sides.
func TestSides(t *testing.T) {
	s := split.Split{Seed: 7, Share: 0.25, Rows: 1001}
	held, rest := s.Deal()
	if len(held) != 250 || len(rest) != 751 {
		t.Fatalf("%d held out, %d not; want 250 and 751", len(held), len(rest))
	}
	set := s.Set()
	for _, i := range held {
		if !set.Has(int64(i)) || slices.Contains(rest, i) {
			t.Errorf("row %d is on both sides, or on neither", i)
		}
	}
	for _, i := range rest {
		if set.Has(int64(i)) {
			t.Errorf("row %d was trained on and counts as held out", i)
		}
	}
	if set.Has(-1) || set.Has(1001) || set.Has(1e6) {
		t.Error("rows beyond the table are held out")
	}
}

// TestOrder: a split has the order of rand.Perm, by which the splits of the first models were made.
func TestOrder(t *testing.T) {
	held, rest := split.Split{Seed: 3, Share: 0.5, Rows: 40}.Deal()
	for i, want := range rand.New(rand.NewPCG(3, 0x6865_6c64)).Perm(40) {
		if got := append(slices.Clone(held), rest...)[i]; int(got) != want {
			t.Fatalf("position %d is row %d, want %d", i, got, want)
		}
	}
}

func TestCheck(t *testing.T) {
	for _, c := range []struct {
		rows  int
		share float64
		ok    bool
	}{{1, 0.1, false}, {2, 0.1, false}, {10, 0.1, true}, {10, 0, false}, {10, 1, false}, {3, 0.99, false}, {10, -1, false}} {
		if err := (split.Split{Rows: c.rows, Share: c.share}).Check(); (err == nil) != c.ok {
			t.Errorf("%v: got %v, want no error: %v", c, err, c.ok)
		}
	}
}
