// Penalties on the sphere in closed form.

package manifold_test

import (
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/manifold"
	G "gorgonia.org/gorgonia"
)

// TestPenaltiesOfARotation: for a rotation about an axis with the angular velocity t, at the distance s from the axis and
// the height h, |v|² = t²s², |∇v|² = 2t²h² and |∇v·v|² = t⁴h²s², from which the package's comment has the penalties.
func TestPenaltiesOfARotation(t *testing.T) {
	turn, err := dynamics.NewField(3, nil, func(b *graph.Builder, t, z, _ *G.Node) *G.Node {
		return b.Mul(b.MatMul(z, b.Const(3, 3, []float64{0, 1, 0, -1, 0, 0, 0, 0, 0}), false, false), t)
	})
	flowtest.Must(t, err)
	all := likelihood.Penalties{Kinetic: 1, Frobenius: 1, Directional: 1, Total: 1}
	flow, err := manifold.New(manifold.Sphere(3), turn, &likelihood.Settings{Penalties: all, Solver: &integrate.Settings{RTol: 1e-10, ATol: 1e-10}})
	flowtest.Must(t, err)
	for _, h := range []float64{0, 0.8} {
		s := math.Sqrt(1 - h*h)
		g, err := flow.Gradient(t.Context(), [][]float64{{s, 0, h}}, nil)
		flowtest.Must(t, err)
		v2, nabla2, along2 := s*s/3, 2*h*h/3, h*h*s*s/5 // integrals over t from 0 to 1
		flowtest.CloseTo(t, "penalties", []float64{g.Penalties.Kinetic, g.Penalties.Frobenius, g.Penalties.Directional, g.Penalties.Total},
			[]float64{v2, nabla2 + 2*v2, along2 + s*s*s*s/5, s*s + along2 + s*s*s*s/5}, 1e-7)
	}
}
