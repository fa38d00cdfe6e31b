// The names of the statuses.

package ode_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// TestStatusNames: every number has a name.
func TestStatusNames(t *testing.T) {
	seen := map[string]bool{}
	for s := range 256 {
		name := ode.Status(s).Error()
		if name == "" || seen[name] {
			t.Errorf("status %d is called %q", s, name)
		}
		seen[name] = true
	}
}
