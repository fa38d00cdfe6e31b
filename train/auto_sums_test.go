// Columns that are sums of others, in the notes of Auto.

package train

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestAutoNotesSums: a column that is the sum of two others is named with them, and a copy is not, which is noted already.
func TestAutoNotesSums(t *testing.T) {
	r, s := rand.New(rand.NewPCG(1, 2)), &search{}
	for range 100 {
		a, b := r.NormFloat64(), r.NormFloat64()
		s.x = append(s.x, []float64{a, b, 3 * a, a + b})
	}
	if notes := s.sums(); len(notes) != 1 || !strings.Contains(notes[0], "column 3 is 1·column 0 + 1·column 1") {
		t.Errorf("notes %q, want one on column 3", notes)
	}
}
