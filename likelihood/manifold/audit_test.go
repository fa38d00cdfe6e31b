// Audits of flows on manifolds.

package manifold_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
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

// TestAuditOfARotation: a flow that turns a circle passes with angles in [-π, π), which come from angles beyond it.
func TestAuditOfARotation(t *testing.T) {
	m := manifold.Torus(1)
	flow := newFlow(t, m, turning(t), 1e-5)
	x, err := flow.Sample(t.Context(), 200, 1)
	flowtest.Must(t, err)
	for _, row := range x {
		m.Project(row)
	}
	report, err := audit.Run(t.Context(), flow, x, nil)
	flowtest.Must(t, err)
	if !report.Pass() {
		t.Error(report)
	}
}

// turning is a network that turns a circle by 2 radians: its output is 2(-sin, cos) at (cos, sin).
func turning(t *testing.T) *dynamics.MLP {
	t.Helper()
	network, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{2}, Activation: dynamics.Identity, Layer: dynamics.Ignore, Float64: true})
	flowtest.Must(t, err)
	flowtest.Must(t, network.Params().Get("layers.0._layer.weight").SetAll([]float64{1, 0, 0, 1}))
	flowtest.Must(t, network.Params().Get("layers.1._layer.weight").SetAll([]float64{0, -2, 2, 0}))
	return network
}
