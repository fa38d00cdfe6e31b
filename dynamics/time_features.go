// Fourier features of the time.

package dynamics

import (
	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// timeFeatures returns [t, sin ω₁t, …, sin ωₖt, cos ω₁t, …, cos ωₖt], of as many rows as t.
// They let a few parameters express what changes quickly with t (Tancik et al. 2020).
func timeFeatures(b *graph.Builder, t *G.Node, frequencies []float64) *G.Node {
	if len(frequencies) == 0 {
		return t
	}
	phase := b.MatMul(t, b.Const(1, len(frequencies), frequencies), false, false)
	return b.ConcatCols(t, b.Sin(phase), b.Cos(phase))
}
