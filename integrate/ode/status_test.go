// The names of the statuses, and the error of a row.

package ode_test

import (
	"strings"
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

// TestOnlyOtherRowsAreCounted: the error of a row says how many have failed where others have too.
func TestOnlyOtherRowsAreCounted(t *testing.T) {
	for failed, want := range map[int]string{1: "out of steps", 3: "out of steps (3 rows failed)"} {
		if err := (&ode.StepError{Failed: failed, Status: ode.OutOfSteps}).Error(); !strings.HasSuffix(err, want) {
			t.Errorf("%d rows: %q, want it to end with %q", failed, err, want)
		}
	}
}
