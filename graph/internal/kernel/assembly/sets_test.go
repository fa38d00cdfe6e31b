// The choice of a set by its name.

package assembly_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/assembly"
)

// TestChoose: a set is chosen by its name in any case. A name that no set has chooses the best set.
func TestChoose(t *testing.T) {
	for _, set := range assembly.Available {
		if got := assembly.Choose(set.Name); got != set {
			t.Errorf("%q chose %s, want %s", set.Name, got.Name, set.Name)
		}
	}
	if got := assembly.Choose("PORTABLE"); got != assembly.Portable {
		t.Errorf("PORTABLE chose %s, want portable", got.Name)
	}
	for _, unknown := range []string{"", "MMX"} {
		if got := assembly.Choose(unknown); got != assembly.Available[0] {
			t.Errorf("%q chose %s, want %s", unknown, got.Name, assembly.Available[0].Name)
		}
	}
}
