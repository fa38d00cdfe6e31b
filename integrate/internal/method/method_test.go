// Properties of the ready methods.

package method_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate/internal/method"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
)

// TestFSAL: Bosh3, Sparse4, Dopri5 and Tsit5 evaluate f at the end of a step, and no other explicit method does.
func TestFSAL(t *testing.T) {
	want := map[string]bool{"Bosh3": true, "Sparse4": true, "Dopri5": true, "Tsit5": true}
	for _, tab := range odetest.Explicit {
		if got := method.FSAL(tab); got != want[tab.Name] {
			t.Errorf("%s: FSAL is %v, want %v", tab.Name, got, want[tab.Name])
		}
	}
}
