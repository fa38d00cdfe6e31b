// Audits of flows on manifolds.

package manifold_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood/audit"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/manifold"
)

// TestAudit: right flows on manifolds pass. Determinants and gradients with respect to the columns are those on the
// manifold, and the mass is unknown, since the density is not one of all space.
func TestAudit(t *testing.T) {
	for _, m := range []manifold.Manifold{manifold.Sphere(3), manifold.Torus(2)} {
		flow := newFlow(t, m, network(t, m, 1), 1e-6)
		x, err := flow.Sample(t.Context(), 200, 1)
		flowtest.Must(t, err)
		report, err := audit.Run(t.Context(), flow, x, nil)
		flowtest.Must(t, err)
		if !report.Pass() {
			t.Errorf("%T\n%v", m, report)
		}
		for _, c := range report.Checks {
			if c.Name == "∫p" && c.Verdict != audit.Unknown {
				t.Errorf("%T: the mass is %+v, want it unknown", m, c)
			}
		}
	}
}
