// The torus, as angles.

package manifold

import (
	"math"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	G "gorgonia.org/gorgonia"
)

// torus has so many angles.
type torus int

// Torus is the product of n circles, n ≥ 1, with the uniform density (2π)⁻ⁿ: rows are angles in radians. Angles that differ
// by 2π are the same point in all inputs, to the rounding of the flow's number type: in float32 an angle of 1e6 is known to
// 0.03 only, so Project such angles first. Samples may have gone around a circle; Project moves them to [-π, π).
func Torus(n int) Manifold { return torus(n) }

func (s torus) Dim() int      { return int(s) }
func (s torus) Embedded() int { return 2 * int(s) }

// Embed is the cosines, then the sines.
func (s torus) Embed(b *graph.Builder, z *G.Node) *G.Node { return b.ConcatCols(b.Cos(z), b.Sin(z)) }

// Tangent is the part of v along each circle: (-sin, cos) times the two components in its plane.
func (s torus) Tangent(b *graph.Builder, z, v *G.Node) *G.Node {
	n := int(s)
	x, y := b.SliceCols(v, 0, n), b.SliceCols(v, n, 2*n)
	return b.Sub(b.Mul(b.Cos(z), y), b.Mul(b.Sin(z), x))
}

// Project leaves angles that are in range as they are. It turns others by way of their sines and cosines, which are
// those of the angle however large the angle is: turns of 2π as a float64 would add up the rounding of π.
func (s torus) Project(z []float64) {
	if spoil(z) {
		return
	}
	for i, angle := range z {
		if -math.Pi <= angle && angle < math.Pi {
			continue
		}
		sin, cos := elementary.Sincos(angle)
		if z[i] = elementary.Atan2(sin, cos); z[i] == math.Pi {
			z[i] = -math.Pi
		}
	}
}

// LogProb is -n log 2π; NaN for a row that does not have n finite numbers.
func (s torus) LogProb(z []float64) float64 {
	if len(z) != int(s) || fault.Finite("torus", z) != nil {
		return math.NaN()
	}
	return -float64(s) * elementary.Log(2*math.Pi)
}

func (s torus) ScoreInput(score, z []float64) []float64 { return flat(s, score, z) }

func (s torus) RandStream(dst []float64, rng *rand.Rand) []float64 {
	if rng == nil || len(dst) != int(s) {
		return undrawn(dst)
	}
	for i := range dst {
		dst[i] = (2*float64(rng.Float64()) - 1) * math.Pi
	}
	return dst
}
