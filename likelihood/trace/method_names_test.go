// The names of the methods.

package trace_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood/trace"
)

// TestMethodNames: every number has a name of its own, also a number that is no method.
func TestMethodNames(t *testing.T) {
	seen := map[string]bool{}
	for m := trace.Method(-3); m < 12; m++ {
		if name := m.String(); name == "" || seen[name] {
			t.Errorf("method %d is called %q, want a name of its own", int(m), name)
		} else {
			seen[name] = true
		}
	}
}
