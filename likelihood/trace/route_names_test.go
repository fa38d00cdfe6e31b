// The names of the routes.

package trace_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood/trace"
)

// TestRouteNames: every number has a name of its own, also a number that is no route.
func TestRouteNames(t *testing.T) {
	seen := map[string]bool{}
	for r := trace.Route(-3); r < 12; r++ {
		if name := r.String(); name == "" || seen[name] {
			t.Errorf("route %d is called %q, want a name of its own", int(r), name)
		} else {
			seen[name] = true
		}
	}
}
