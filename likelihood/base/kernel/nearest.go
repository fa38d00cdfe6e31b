// The nearest point so far, to which sums of kernels are relative.

package kernel

import (
	"math"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
)

// approach finds the nearest point of this tile for n rows. If it is the nearest so far, it makes the sums relative to it.
func (s *scorer) approach(n int) {
	numeric.Fill(s.near, math.Inf(1))
	squares, stride := s.apart.Output(0), s.apart.Stride()
	for c := range tilePoints {
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
			s.sums[h][r] *= elementary.Exp(0.5 * k.precision * (least - s.least[r]))
		}
	}
	s.least[r] = least
}

// underflow is the least v for which e⁻ᵛ is 0 in float64.
const underflow = 746

// vanishes says whether all kernels of this tile are 0 relative to that of the nearest point. Skipping them changes no bit,
// so that a row's sum does not depend on other rows.
func (s *scorer) vanishes(k normal, n int) bool {
	for r, v := range s.near[:n] {
		if !(0.5*k.precision*(v-s.least[r]) > underflow) {
			return false
		}
	}
	return true
}
