// Error bounds of flows on manifolds.

package manifold_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/manifold"
)

// TestBoundsKnowTheNetwork: a flow on the plane has the bounds of the same network's flow in all of R². Kinks of a network
// are known on a manifold too, without which bounds would be a tenth as wide as here.
func TestBoundsKnowTheNetwork(t *testing.T) {
	for _, activation := range []dynamics.Activation{dynamics.Tanh, dynamics.ELU} {
		net, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{8, 8}, Activation: activation, Seed: 1, Float64: true})
		flowtest.Must(t, err)
		plain, err := likelihood.New(net, &likelihood.Settings{Solver: &integrate.Settings{RTol: 1e-5, ATol: 1e-5}})
		flowtest.Must(t, err)
		plane, x := newFlow(t, manifold.Plane(2), net, 1e-5), points(manifold.Plane(2), 20, 2)
		for name, r := range map[string]*likelihood.LogProbRequest{"Within": {Within: 1e-2}, "Certify": {Certify: true}} {
			want, err := plain.LogProbWith(t.Context(), x, r)
			flowtest.Must(t, err)
			got, err := plane.LogProbWith(t.Context(), x, r)
			flowtest.Must(t, err)
			flowtest.CloseTo(t, string(activation)+", "+name, got.Certificate.Solver, want.Certificate.Solver, 1e-9)
		}
	}
}
