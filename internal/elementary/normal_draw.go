// Draws of a standard normal variable.

package elementary

import (
	"math"
	"math/rand/v2"
)

// The layers of the ziggurat of Marsaglia and Tsang (Journal of Statistical Software 5(8), 2000), as rand.NormFloat64
// has them: of each its width for an integer of 31 bits, the largest integer that lies within the next one, and the
// density at its edge.
const (
	layers    = 128
	tailStart = 3.442619855899
	layerArea = 9.91256303526217e-3
)

var (
	layerWidth   [layers]float32
	layerInside  [layers]uint32
	layerDensity [layers]float32
)

func init() {
	density := func(x float64) float64 { return Exp(-0.5 * float64(x*x)) }
	const integers = 1 << 31
	edge := tailStart
	base := layerArea / density(edge)
	layerInside[0], layerWidth[0], layerDensity[0] = uint32(edge/base*integers), float32(base/integers), 1
	for i := layers - 1; i > 0; i-- {
		layerWidth[i], layerDensity[i] = float32(edge/integers), float32(density(edge))
		next := 0.
		if i > 1 {
			next = math.Sqrt(-2 * Log(layerArea/edge+density(edge)))
		}
		layerInside[i], edge = uint32(next/edge*integers), next
	}
}

// NormalDraw is r.NormFloat64() with the same bits on every processor: in its tail that one takes logarithms of package
// math.
func NormalDraw(r *rand.Rand) float64 {
	for {
		bits := r.Uint64()
		j, layer := int32(bits), bits>>32%layers
		x := float64(j) * float64(layerWidth[layer])
		switch {
		case magnitude(j) < layerInside[layer]:
			return x
		case layer == 0:
			return math.Copysign(tailDraw(r), float64(j))
		case belowDensity(r, layer, x):
			return x
		}
	}
}

func magnitude(j int32) uint32 {
	if j < 0 {
		return uint32(-j)
	}
	return uint32(j)
}

// belowDensity draws a height between the densities at a layer's edges, and says whether it lies below the density at x.
func belowDensity(r *rand.Rand, layer uint64, x float64) bool {
	outer, inner := layerDensity[layer], layerDensity[layer-1]
	height := outer + float32(float32(r.Float64())*(inner-outer))
	return height < float32(Exp(-0.5*float64(x*x)))
}

// tailDraw draws from the normal density beyond tailStart (Marsaglia's method of 1964).
func tailDraw(r *rand.Rand) float64 {
	for {
		beyond := float64(-Log(r.Float64()) * (1 / tailStart))
		if y := -Log(r.Float64()); y+y >= float64(beyond*beyond) {
			return tailStart + beyond
		}
	}
}
