// The audit of flows on manifolds.

package manifold_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood/audit"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/manifold"
)

// Nothing is found in flows that are right: determinants and gradients in the columns are those on the manifold. The mass is not looked
// for in all space.
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
				t.Errorf("%T: %+v", m, c)
			}
		}
	}
}
