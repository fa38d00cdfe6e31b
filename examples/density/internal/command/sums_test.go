// Columns that are sums of others.

package command_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestFitNamesSums: a fit names a column that is the sum of two others, and none where the sum is rounded, which has cells.
func TestFitNamesSums(t *testing.T) {
	for format, want := range map[string]bool{"%.17g,%.17g,%.17g\n": true, "%.2f,%.2f,%.1f\n": false} {
		r, text := rand.New(rand.NewPCG(1, 2)), "a,b,c\n"
		for range 200 {
			a, b := r.NormFloat64(), r.NormFloat64()
			text += fmt.Sprintf(format, a, b, a+b)
		}
		if _, said := fit(t, write(t, "sums.csv", text)); strings.Contains(said, "c is 1·a + 1·b in all rows") != want {
			t.Errorf("%q: says\n%s", format, said)
		}
	}
}
