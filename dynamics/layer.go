// Layer: the names of layers by how each knows the time, and what a layer has to do.

package dynamics

import (
	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// Layer names how a layer y = f(t, x) of a network knows the time t. The formulas are those of
// FFJORD (Grathwohl et al. 2019); W, V are matrices, b, v, w vectors of parameters, σ is the
// logistic function and ∘ the product of elements. Rows are vectors: y = x·Wᵀ + b.
type Layer string

// The layers.
const (
	Ignore Layer = "ignore" // x·Wᵀ + b
	Concat Layer = "concat" // [t, x]·Wᵀ + b
	// ConcatFirst is Concat in the first layer and Ignore in the others: torch's nn.Sequential of [t, z].
	ConcatFirst  Layer = "concat_first"
	ConcatV2     Layer = "concat_v2"    // x·Wᵀ + b + t·v
	Squash       Layer = "squash"       // (x·Wᵀ + b)∘σ(t·w + c)
	ConcatSquash Layer = "concatsquash" // (x·Wᵀ + b)∘σ(t·w + c) + t·v
	// ConcatCoord joins t and the coordinates of a pixel to x. The components of a vector have
	// coordinates that never change, which b contains already: it is Concat, as in FFJORD.
	ConcatCoord Layer = "concatcoord"
	Hyper       Layer = "hyper" // x·W(t)ᵀ + b(t), where W and b are the output of a network of t with 8 hidden units
	Blend       Layer = "blend" // (1-t)·(x·Wᵀ + b) + t·(x·Vᵀ + v)
	Gated       Layer = "gated" // (x·Wᵀ + b)∘σ(x·Vᵀ + v), without t
)

// arguments are what a layer is applied to.
type arguments struct {
	t        *G.Node // 1×1 or R×1
	features *G.Node // of t, 1×F or R×F; t itself if there are no others
	x        *G.Node // R×in
	c        *G.Node // R×C, nil but for the first layer of a conditional network
}

// layer is one layer of a network.
type layer interface {
	// build adds y to the graph; jacobian adds the factors of ∂y/∂x, in the order of Layered, or returns nil where ∂y/∂x is no product of few.
	build(b *graph.Builder, a arguments) (y *G.Node, jacobian func() []Factor)
	// constants is how many numbers the constant matrices have by which the factors sum products up; see MLP.ConstantSize.
	constants() int
}
