// The unit sphere.

package manifold

import (
	"math"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	G "gorgonia.org/gorgonia"
)

// sphere is |z| = 1 in so many columns.
type sphere int

// Sphere is the unit sphere in Rⁿ, n ≥ 2, with the uniform density: rows are unit vectors. n = 2 is the circle, n = 3
// the surface of a ball.
func Sphere(n int) Manifold { return sphere(n) }

func (s sphere) Dim() int      { return int(s) }
func (s sphere) Embedded() int { return int(s) }

// Embed is the direction z/|z|.
func (s sphere) Embed(b *graph.Builder, z *G.Node) *G.Node { return b.Div(z, norm(b, z)) }

// Tangent is |z|(v - u(u·v)) with the direction u.
func (s sphere) Tangent(b *graph.Builder, z, v *G.Node) *G.Node {
	r := norm(b, z)
	along := b.SumCols(b.Mul(b.Div(z, r), v))
	return b.Sub(b.Mul(v, r), b.Mul(z, along))
}

func norm(b *graph.Builder, z *G.Node) *G.Node { return b.Sqrt(b.SumCols(b.Square(z))) }

// Project moves a row to its direction. The centre, from which all points are equally far, goes to the first unit vector. A
// row with NaN or an infinity has no direction, and becomes NaN.
func (s sphere) Project(z []float64) {
	r := length(z)
	if !(r > tiny && r < 1/tiny) {
		inUnits(z)
		r = length(z)
	}
	for i := range z {
		z[i] /= r
	}
}

// tiny is a length whose square is still an ordinary number, as that of one over it is.
const tiny = 1e-150

// inUnits divides a row by its largest number, so that its squares are numbers. The centre becomes the first unit vector.
func inUnits(z []float64) {
	largest := 0.0
	for _, v := range z {
		largest = max(largest, math.Abs(v))
	}
	switch {
	case len(z) == 0:
	case largest == 0:
		z[0] = 1
	case !(largest <= math.MaxFloat64):
		numeric.Fill(z, math.NaN())
	default:
		for i := range z {
			z[i] /= largest
		}
	}
}

// furthest is the largest distance from the sphere at which a row still counts as a point with a solver's error. Rows of
// anything else, such as degrees or standardised columns, have no density.
const furthest = 0.1

// LogProb is minus the logarithm of the surface, 2π^(n/2)/Γ(n/2); NaN for a row that is not near the sphere.
func (s sphere) LogProb(z []float64) float64 {
	if len(z) != int(s) || !(math.Abs(length(z)-1) <= furthest) {
		return math.NaN()
	}
	return elementary.LogGammaOfHalf(int(s)) - math.Ln2 - float64(float64(s)/2*elementary.Log(math.Pi))
}

func (s sphere) ScoreInput(score, z []float64) []float64 { return flat(s, score, z) }

func (s sphere) RandStream(dst []float64, rng *rand.Rand) []float64 {
	if rng == nil || len(dst) != int(s) {
		return undrawn(dst)
	}
	for i := range dst {
		dst[i] = elementary.NormalDraw(rng)
	}
	s.Project(dst)
	return dst
}

func length(z []float64) float64 {
	square := 0.0
	for _, v := range z {
		square += float64(v * v)
	}
	return math.Sqrt(square)
}
