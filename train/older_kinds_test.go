// The kinds of models by the names of older checkpoints.

package train

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/augment"
)

// TestOlderKinds: a checkpoint has the kind of its model, and one of an older program the kind by its name of that time.
func TestOlderKinds(t *testing.T) {
	for older, m := range map[string]Model{"*likelihood.Augmented": &augment.Flow{}, "*likelihood.Stack": &likelihood.Flow{}} {
		got, want := fingerprint{{Name: "model", Value: older}}.fields(), fingerprint{{Name: "model", Value: kindOf(m)}}.fields()
		if got[0] != want[0] {
			t.Errorf("%s is read as %v, want %v", older, got[0], want[0])
		}
	}
}
