// The plane, for factors of a product.

package manifold

import (
	"math"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
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

func (s plane) Project(z []float64) { spoil(z) }

func (s plane) LogProb(z []float64) float64 {
	if len(z) != s.n {
		return math.NaN()
	}
	return s.Standard.LogProb(z)
}

func (s plane) ScoreInput(score, z []float64) []float64 {
	score = s.Standard.ScoreInput(score, z)
	if len(z) != s.n {
		numeric.Fill(score, math.NaN())
	}
	return score
}

func (s plane) RandStream(dst []float64, rng *rand.Rand) []float64 {
	if len(dst) != s.n {
		return undrawn(dst)
	}
	return s.Standard.RandStream(dst, rng)
}
