// Manifold: what a flow has to know of the surface on which it lives.

package manifold

import (
	"math"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	G "gorgonia.org/gorgonia"
)

// Manifold is a surface on which densities are: where a network sees its points, which velocities are tangent, and a density to start
// from. It is a base.Base with score and samples, the uniform density where the surface is finite. Sphere, Torus, Plane and Product make
// manifolds; one's own has to extend its velocities so that the trace of their derivatives is the manifold's divergence, see the package.
type Manifold interface {
	// Dim is D, the number of columns of a point as a row of numbers; 3 for the sphere in R³.
	Dim() int
	// Embedded is k, the number of columns in which a network sees a point, and of what it answers.
	Embedded() int
	// Embed adds the points z, R×D, as the network sees them, R×k: smooth, and one point for each of the manifold.
	Embed(b *graph.Builder, z *G.Node) *G.Node
	// Tangent adds the velocity dz/dt, R×D, that the network's answer v, R×k, makes at the points z.
	Tangent(b *graph.Builder, z, v *G.Node) *G.Node
	// Project moves a row to the nearest point of the manifold; angles to [-π, π).
	Project(z []float64)

	// LogProb is the logarithm of the density that flows start from, nats against surface area; NaN of what is no point.
	LogProb(z []float64) float64
	// ScoreInput stores its gradient in score, if that is as long as z, and returns it.
	ScoreInput(score, z []float64) []float64
	// RandStream fills dst with a draw from it.
	RandStream(dst []float64, rng *rand.Rand) []float64
}

// zeros is the score of a uniform density.
func zeros(score, z []float64) []float64 {
	if len(score) != len(z) {
		return make([]float64, len(z))
	}
	clear(score)
	return score
}

// undrawn is what there is without random numbers: NaN.
func undrawn(dst []float64) []float64 {
	numeric.Fill(dst, math.NaN())
	return dst
}
