// Augmented flows on manifolds.

package augment_test

import (
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/augment"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/manifold"
)

// TestExtraColumnsOfManifolds: those of a plane beside an angle give a bound whose exponential has the mass 1 in the angle.
// The integral of a periodic density over all numbers has none: extra columns that are angles are refused.
func TestExtraColumnsOfManifolds(t *testing.T) {
	angle, plane := manifold.Torus(1), manifold.Plane(1)
	on := func(m manifold.Manifold) dynamics.Field {
		network, err := dynamics.NewMLP(m.Embedded(), &dynamics.MLPSettings{Hidden: []int{8}, Seed: 1})
		flowtest.Must(t, err)
		f, err := manifold.NewField(m, network)
		flowtest.Must(t, err)
		return f
	}
	for name, m := range map[string]manifold.Manifold{"angles": manifold.Torus(2), "sphere": manifold.Sphere(3), "angle behind a plane": manifold.Product(plane, angle)} {
		_, err := augment.New(newFlow(t, on(m), nil), 1)
		flowtest.WantError(t, name, err, likelihood.ErrSettings)
	}
	stack, err := likelihood.NewStack([]dynamics.Field{on(angle), on(plane)}, &likelihood.StackSettings{Columns: [][]int{{1}, {0}}, Flow: likelihood.Settings{Base: manifold.Product(plane, angle)}})
	flowtest.Must(t, err)
	_, err = augment.New(stack, 1)
	flowtest.WantError(t, "angle of a stack", err, likelihood.ErrSettings)

	flow, err := augment.New(newFlow(t, on(manifold.Product(angle, plane)), nil), 1)
	flowtest.Must(t, err)
	const n = 24
	flow.Draws = 200
	x := make([][]float64, n)
	for i := range x {
		x[i] = []float64{2 * math.Pi * float64(i) / n}
	}
	logp, err := flow.LogProb(t.Context(), x)
	flowtest.Must(t, err)
	mass := 0.0
	for _, l := range logp {
		mass += 2 * math.Pi / n * math.Exp(l)
	}
	flowtest.CloseTo(t, "mass", []float64{mass}, []float64{1}, 0.05)
}
