// Audits of flows on manifolds.

package manifold_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
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

// TestAuditOfARotation: a flow that turns a circle passes with angles in [-π, π), which come from angles beyond it, also
// where the angle is a column beside one of a plane.
func TestAuditOfARotation(t *testing.T) {
	angle, both := manifold.Torus(1), manifold.Product(manifold.Plane(1), manifold.Torus(1))
	field, err := manifold.NewField(angle, turning(t))
	flowtest.Must(t, err)
	stack, err := likelihood.NewStack([]dynamics.Field{field, mlp(t, 1)}, &likelihood.StackSettings{Columns: [][]int{{1}, {0}}, Flow: likelihood.Settings{Base: both}})
	flowtest.Must(t, err)
	for _, c := range []struct {
		on   manifold.Manifold
		flow *likelihood.Flow
	}{{angle, newFlow(t, angle, turning(t), 1e-5)}, {both, stack}, {both, newFlow(t, both, network(t, both, 1), 1e-6)}} {
		x, err := c.flow.Sample(t.Context(), 200, 1)
		flowtest.Must(t, err)
		for _, row := range x {
			c.on.Project(row)
		}
		report, err := audit.Run(t.Context(), c.flow, x, nil)
		flowtest.Must(t, err)
		if !report.Pass() {
			t.Error(report)
		}
		for _, check := range report.Checks {
			if unknown := c.on.Dim() == 1; check.Name == "base: draws" && (check.Verdict == audit.Unknown) != unknown {
				t.Errorf("%+v, want it unknown for an angle alone, and known beside a plane", check)
			}
		}
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
