// The plane, for factors of a product.

package manifold

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	G "gorgonia.org/gorgonia"
)

// plane is Rⁿ; its density is that of the default base.
type plane struct {
	base.Standard
	n int
}

// Plane is Rⁿ, n ≥ 1, with the standard normal density.
func Plane(n int) Manifold { return plane{n: n} }

func (s plane) Dim() int      { return s.n }
func (s plane) Embedded() int { return s.n }

func (s plane) Embed(_ *graph.Builder, z *G.Node) *G.Node { return z }

func (s plane) Tangent(_ *graph.Builder, _, v *G.Node) *G.Node { return v }

func (s plane) Project([]float64) {}
