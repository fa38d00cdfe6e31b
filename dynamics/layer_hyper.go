// Hyper: an affine map whose weights a small network of t computes.

package dynamics

import (
	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// hyperUnits is FFJORD's number of hidden units in the network that computes a hyper layer's weights.
const hyperUnits = 8

// hyperLayer takes its weights from a small network of t, h = tanh(t·wᵀ + c):
//
//	y = [1, x]·M(t)ᵀ,   M(t) = M₀ + Σₖ hₖ·Mₖ
//
// It is a sum of products with fixed matrices, weighted by h, so no row needs a weight matrix of its own. M is [out,
// 1+in] with the bias in column 0. One parameter holds the Mₖ one under another: the entries of PyTorch's
// _hypernet.2.weight, [out+out·in, 8], in the order of torchOrder.
type hyperLayer struct {
	columns // lead is 1, for the bias
	inner   linear
	base    *graph.Param // M₀
	basis   *graph.Param // M₁ … M₈
}

func newHyperLayer(m *initializer, s columns) layer {
	l := &hyperLayer{columns: s.withLead(1)}
	l.inner = m.linear("_hypernet.0", columns{in: m.features, out: hyperUnits})
	// M(t) starts with the initial weights of an ordinary layer, which change mildly with t.
	bound := uniformBound(s.in + s.cond)
	l.basis = m.uniform("_hypernet.2.weight", hyperUnits*s.out, l.width(), bound/hyperUnits)
	l.base = m.uniform("_hypernet.2.bias", s.out, l.width(), bound)
	if m.err != nil {
		return l
	}
	l.thin(l.basis)
	l.thin(l.base)
	m.torch[l.basis] = l.torchOrder(hyperUnits)
	m.torch[l.base] = l.torchOrder(1)
	return l
}

// torchOrder returns, for each entry of matrices that stand one under another, its index in PyTorch's array
// [out+out·in, matrices]. Row o of that array is bias o, row out+o·in+i is weight (o, i).
func (l *hyperLayer) torchOrder(matrices int) []int {
	in := l.width() - 1
	var order []int
	for k := range matrices {
		for o := range l.out {
			order = append(order, o*matrices+k)
			for i := range in {
				order = append(order, (l.out+o*in+i)*matrices+k)
			}
		}
	}
	return order
}

func (l *hyperLayer) build(b *graph.Builder, a arguments) (*G.Node, func() []Factor) {
	h := b.Tanh(l.inner.apply(b, arguments{x: a.features}))
	if b.IsPerRow(h) {
		return l.perRow(b, h, a)
	}
	weight := l.shared(b, h)
	y := l.product(b, weight, nil, one(b), a)
	return y, func() []Factor { return []Factor{{Weight: l.tangent(b, weight)}} }
}

func (l *hyperLayer) constants() int { return partSumSize(l.out, 1+hyperUnits) }

// shared is M(t) if all rows have one t: h is 1×8.
func (l *hyperLayer) shared(b *graph.Builder, h *G.Node) *G.Node {
	weights := b.MatMul(partRepeat(b, l.out, hyperUnits), h, true, true)
	return b.Add(b.Param(l.base), b.FoldRows(b.Mul(b.Param(l.basis), weights), hyperUnits))
}

func (l *hyperLayer) perRow(b *graph.Builder, h *G.Node, a arguments) (*G.Node, func() []Factor) {
	base, basis := b.Param(l.base), b.Param(l.basis)
	repeat := partRepeat(b, l.out, hyperUnits)
	products := b.Mul(l.product(b, basis, nil, one(b), a), b.MatMul(h, repeat, false, false))
	y := b.Add(l.product(b, base, nil, one(b), a), sumParts(b, products, l.out, hyperUnits))
	return y, func() []Factor {
		all := b.ConcatCols(l.tangent(b, base), l.tangent(b, basis))
		weights := b.Add(b.MatMul(h, b.PadCols(repeat, l.out, 0), false, false), l.leadingOnes(b))
		return []Factor{{Weight: all}, {Diag: weights}, {Weight: partSum(b, l.out, 1+hyperUnits)}}
	}
}

// leadingOnes is the row 1, …, 1, 0, … that weights M₀ in a sum with the Mₖ.
func (l *hyperLayer) leadingOnes(b *graph.Builder) *G.Node {
	values := make([]float64, (1+hyperUnits)*l.out)
	for i := range l.out {
		values[i] = 1
	}
	return b.Const(1, len(values), values)
}

func one(b *graph.Builder) *G.Node { return b.Const(1, 1, []float64{1}) }
