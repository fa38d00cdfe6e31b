// The choice of a set by its name.

package assembly_test

import (
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/assembly"
)

// TestChoose: a set is chosen by its name in any case. A name that no set has chooses the best set, and is complained of
// with the names that there are.
func TestChoose(t *testing.T) {
	best := assembly.Available[0]
	names := map[string]*assembly.Set{"PORTABLE": assembly.Portable, "": best}
	for _, set := range assembly.Available {
		names[set.Name] = set
	}
	for name, want := range names {
		var complaints strings.Builder
		if got := assembly.Choose(name, &complaints); got != want || complaints.Len() > 0 {
			t.Errorf("%q chose %s and said %q, want %s", name, got.Name, complaints.String(), want.Name)
		}
	}
	var complaints strings.Builder
	if got := assembly.Choose("avx512", &complaints); got != best {
		t.Errorf("avx512 chose %s, want %s", got.Name, best.Name)
	}
	for _, part := range []string{"GORGOFLOW_CPU", "avx512", "portable", best.Name + " is in use"} {
		if !strings.Contains(complaints.String(), part) {
			t.Errorf("of avx512 is said %q, want %q in it", complaints.String(), part)
		}
	}
}
