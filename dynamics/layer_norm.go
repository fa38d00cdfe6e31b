// Layer normalisation: the numbers of each row get mean 0 and variance 1, then are scaled and shifted.

package dynamics

import (
	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// normEpsilon is added to the variance, as in torch's nn.LayerNorm.
const normEpsilon = 1e-5

// layerNorm is y = γ∘(x - mean x)/√(var x + ε) + β over the columns of each row (Ba, Kiros and Hinton, Layer
// normalization, 2016).
type layerNorm struct{ scale, shift *graph.Param } // γ and β, 1×H

func newLayerNorm(m *initializer, width int) *layerNorm {
	one := func() float64 { return 1 }
	return &layerNorm{scale: m.add("weight", 1, width, one), shift: m.empty(m.prefix+"bias", 1, width)}
}

func (l *layerNorm) build(b *graph.Builder, x *G.Node) *G.Node {
	share := 1 / float64(max(l.scale.Cols, 1))
	centred := b.Sub(x, b.Scale(b.SumCols(x), share))
	variance := b.Scale(b.SumCols(b.Square(centred)), share)
	unit := b.Div(centred, b.Sqrt(b.Shift(variance, normEpsilon)))
	return b.Add(b.Mul(unit, b.Param(l.scale)), b.Param(l.shift))
}
