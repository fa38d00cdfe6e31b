// The nearest point so far, that sums of kernels are relative to.

package kernel

import (
	"math"

	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
)

// approach finds the nearest point of this block for n rows, and makes the sums relative to it where it is the nearest so far.
func (s *scorer) approach(n int) {
	numeric.Fill(s.near, math.Inf(1))
	squares, stride := s.apart.Output(0), s.apart.Stride()
	for c := range blockPoints {
		for r, v := range squares[c*stride : c*stride+n] {
			if v < s.near[r] {
				s.near[r] = v
			}
		}
	}
	for r, v := range s.near[:n] {
		if v < s.least[r] {
			s.rescale(r, v)
		}
	}
}

func (s *scorer) rescale(r int, least float64) {
	for h, k := range s.kernels {
		if s.sums[h][r] > 0 {
			s.sums[h][r] *= math.Exp(0.5 * k.precision * (least - s.least[r]))
		}
	}
	s.least[r] = least
}

// underflow is where e⁻ᵛ is 0 in float64.
const underflow = 746

// vanishes says whether all kernels of this block are 0 beside that of the nearest point: what is left out is no rounding, so
// that a row's sum does not depend on its neighbours.
func (s *scorer) vanishes(k normal, n int) bool {
	for r, v := range s.near[:n] {
		if !(0.5*k.precision*(v-s.least[r]) > underflow) {
			return false
		}
	}
	return true
}
