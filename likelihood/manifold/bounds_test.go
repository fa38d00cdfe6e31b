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

// embedding is a user's field around a network.
type embedding struct{ *dynamics.MLP }

// TestBoundsKnowTheNetwork: a flow on the plane has the bounds of the same network's flow in all of R², and so has a field
// that embeds the network. Their kinks are known, without which bounds would be a tenth as wide as here.
func TestBoundsKnowTheNetwork(t *testing.T) {
	for _, activation := range []dynamics.Activation{dynamics.Tanh, dynamics.ELU} {
		net, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{8, 8}, Activation: activation, Seed: 1, Float64: true})
		flowtest.Must(t, err)
		settings := likelihood.Settings{Solver: &integrate.Settings{RTol: 1e-5, ATol: 1e-5}}
		plain, err := likelihood.New(net, &settings)
		flowtest.Must(t, err)
		embedded, err := likelihood.New(embedding{net}, &settings)
		flowtest.Must(t, err)
		x := points(manifold.Plane(2), 20, 2)
		for name, r := range map[string]*likelihood.LogProbRequest{"Within": {Within: 1e-2}, "Certify": {Certify: true}} {
			want, err := plain.LogProbWith(t.Context(), x, r)
			flowtest.Must(t, err)
			for on, flow := range map[string]*likelihood.Flow{"plane": newFlow(t, manifold.Plane(2), net, 1e-5), "embedded": embedded} {
				got, err := flow.LogProbWith(t.Context(), x, r)
				flowtest.Must(t, err)
				flowtest.CloseTo(t, string(activation)+", "+on+", "+name, got.Certificate.Solver, want.Certificate.Solver, 1e-9)
			}
		}
	}
}
