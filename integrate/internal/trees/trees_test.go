// The number of rooted trees.

package trees_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate/internal/trees"
)

// TestRooted checks the enumeration against the known counts (OEIS A000081).
func TestRooted(t *testing.T) {
	rooted := trees.Rooted(8)
	for order, want := range []int{1: 1, 1, 2, 4, 9, 20, 48, 115} {
		if got := len(rooted[order]); got != want {
			t.Errorf("order %d: %d trees, want %d", order, got, want)
		}
	}
}
