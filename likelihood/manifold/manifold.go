// Manifold: what a flow needs of the surface on which it lives.

package manifold

import (
	"math"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	G "gorgonia.org/gorgonia"
)

// Manifold is a surface with densities: an embedding for a network, tangent velocities, and a base density. It is a
// base.Base with score and samples; on a finite surface it is the uniform density. Sphere, Torus, Plane and Product return
// manifolds. A user's manifold has to extend its velocities so that the trace of their derivatives is the manifold's
// divergence, see the package's comment.
type Manifold interface {
	// Dim is D, the number of columns of a point; 3 for the sphere in R³.
	Dim() int
	// Embedded is k, the number of columns of an embedded point, which a network reads, and of the network's output.
	Embedded() int
	// Embed adds the embedded points, R×k, of points z, R×D. The embedding is smooth and injective.
	Embed(b *graph.Builder, z *G.Node) *G.Node
	// Tangent adds the velocity dz/dt, R×D, at the points z for the network's output v, R×k.
	Tangent(b *graph.Builder, z, v *G.Node) *G.Node
	// Project moves a row to the nearest point of the manifold, and angles to [-π, π). The centre of a sphere goes to its
	// first unit vector. A row with NaN or an infinity becomes NaN.
	Project(z []float64)

	// LogProb is the logarithm of the base density, in nats with respect to surface area; NaN for a row that is no point.
	LogProb(z []float64) float64
	// ScoreInput returns the gradient of LogProb; NaN for a row that is no point. It is stored in score if score is as long
	// as z.
	ScoreInput(score, z []float64) []float64
	// RandStream fills dst with a draw of the base density; with NaN if dst does not have D numbers or rng is nil.
	RandStream(dst []float64, rng *rand.Rand) []float64
}

// flat is the score of a uniform density: 0, or NaN where there is no density.
func flat(m Manifold, score, z []float64) []float64 {
	score = zeros(score, z)
	if math.IsNaN(m.LogProb(z)) {
		numeric.Fill(score, math.NaN())
	}
	return score
}

// zeros returns as many zeros as z has numbers, in score if it is as long.
func zeros(score, z []float64) []float64 {
	if len(score) != len(z) {
		return make([]float64, len(z))
	}
	clear(score)
	return score
}

// undrawn fills dst with NaN, when nothing can be drawn.
func undrawn(dst []float64) []float64 {
	numeric.Fill(dst, math.NaN())
	return dst
}

// spoil fills a row with NaN if it has NaN or an infinity, and reports whether it does.
func spoil(z []float64) bool {
	spoilt := fault.Finite("row", z) != nil
	if spoilt {
		numeric.Fill(z, math.NaN())
	}
	return spoilt
}
