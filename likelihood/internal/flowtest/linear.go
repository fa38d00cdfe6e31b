// Linear fields, whose flow maps and densities have closed forms.

package flowtest

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"gonum.org/v1/gonum/mat"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// LinearField is f = zA. The flow map is z ↦ z·expm(A·Δt) and tr ∂f/∂z = tr A. With a standard normal base at a
// distance T in time, the data are normal with covariance expm(A T)ᵀ expm(A T).
func LinearField(t testing.TB, a *mat.Dense) (dynamics.Field, *graph.Param) {
	t.Helper()
	dim, _ := a.Dims()
	params := graph.NewParams(tensor.Float64)
	p, err := params.Add("A", dim, dim)
	Must(t, err)
	Must(t, p.SetAll(a.RawMatrix().Data))
	f, err := dynamics.NewField(dim, params, func(b *graph.Builder, _, z, _ *G.Node) *G.Node {
		return b.MatMul(z, b.Param(p), false, false)
	})
	Must(t, err)
	return f, p
}
