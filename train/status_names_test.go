// The names of statuses.

package train_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/train"
)

// TestStatusNames: every number has a name, a number that is no status too.
func TestStatusNames(t *testing.T) {
	seen := map[string]bool{}
	for s := train.Status(-3); s < 12; s++ {
		if name := s.String(); name == "" || seen[name] {
			t.Errorf("status %d is called %q", int(s), name)
		} else {
			seen[name] = true
		}
	}
}
