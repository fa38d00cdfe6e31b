// How Auto deals rows to folds.

package train

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestEqualRowsAreHeldOutTogether: copies of a row are in one fold wherever folds end, all rows are held out once, and no fold
// is without rows. Copies that are more than a fold are dealt to several.
func TestEqualRowsAreHeldOutTogether(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for n := fewestRows; n < 90; n++ {
		odd := n % 2
		x := slices.Repeat([][]float64{{-1, 1}}, n/3*odd) // copies that are more than a fold
		for i := 0; len(x) < n; i++ {
			x = append(x, slices.Repeat([][]float64{{float64(i), 1}}, min(1+rng.IntN(2-odd), n-len(x)))...)
		}
		s := &search{Budget: Budget{Seed: uint64(n)}}
		s.split(x)
		held := 0
		for _, f := range s.folds {
			held += len(f.held)
			if len(f.held) == 0 || len(f.held)+len(f.train) != n {
				t.Errorf("%d rows: a fold of %d and %d rows", n, len(f.held), len(f.train))
			}
			for _, row := range f.held {
				if row[0] >= 0 && slices.ContainsFunc(f.train, func(other []float64) bool { return slices.Equal(other, row) }) {
					t.Errorf("%d rows: %v is held out, and its copy is not", n, row)
				}
			}
		}
		if held != n {
			t.Errorf("%d of %d rows are held out", held, n)
		}
	}
}
