// The names of the statuses.

package ode_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// TestStatusNames: every status has a name of its own, also a number that stands for none.
func TestStatusNames(t *testing.T) {
	seen := map[string]bool{}
	for s := range 256 {
		name := ode.Status(s).Error()
		if name == "" || seen[name] {
			t.Errorf("status %d is called %q, want a name of its own", s, name)
		}
		seen[name] = true
	}
}
