// Fourier features of the time.

package dynamics

import (
	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// timeFeatures returns [t, sin ω₁t, …, sin ωₖt, cos ω₁t, …, cos ωₖt], with as many rows as t. With these features a few
// parameters express fast changes with t (Tancik et al. 2020).
func (s *MLPSettings) timeFeatures(b *graph.Builder, t *G.Node) *G.Node {
	if len(s.Fourier) == 0 {
		return t
	}
	phase := b.MatMul(t, b.Const(1, len(s.Fourier), s.Fourier), false, false)
	waves := []*G.Node{b.Sin(phase), b.Cos(phase)}
	if s.FourierOnly {
		return b.ConcatCols(waves...)
	}
	return b.ConcatCols(append([]*G.Node{t}, waves...)...)
}

// features is the number of columns of timeFeatures.
func (s *MLPSettings) features() int {
	if s.FourierOnly {
		return 2 * len(s.Fourier)
	}
	return 1 + 2*len(s.Fourier)
}
