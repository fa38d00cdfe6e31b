// Layer: the names of layers by how they depend on the time, and the interface of a layer.

package dynamics

import (
	"github.com/gorgoflow/gorgoflow/graph"
	G "gorgonia.org/gorgonia"
)

// Layer names how a layer y = f(t, x) of a network depends on the time t. The formulas are those of FFJORD (Grathwohl
// et al. 2019): W, V are matrices and b, v, w vectors of parameters, σ is the logistic function and ∘ the element-wise
// product. Vectors are rows: y = x·Wᵀ + b.
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
	// ConcatCoord joins t and the coordinates of a pixel to x. The coordinates of a vector's components are constants,
	// which b makes superfluous, so for vectors ConcatCoord is Concat, as in FFJORD.
	ConcatCoord Layer = "concatcoord"
	Hyper       Layer = "hyper" // x·W(t)ᵀ + b(t), where a network of t with 8 hidden units computes W and b
	Blend       Layer = "blend" // (1-t)·(x·Wᵀ + b) + t·(x·Vᵀ + v)
	Gated       Layer = "gated" // (x·Wᵀ + b)∘σ(x·Vᵀ + v), independent of t
)

// arguments are the arguments of a layer.
type arguments struct {
	t        *G.Node // 1×1 or R×1
	features *G.Node // features of t, 1×F or R×F; t itself if there are no others
	x        *G.Node // R×in
	c        *G.Node // R×C for the first layer of a conditional network, else nil
}

// layer is one layer of a network.
type layer interface {
	// build adds y to the graph. jacobian adds the factors of ∂y/∂x, in the order of Layered; it returns nil if ∂y/∂x
	// is not a product of a few factors.
	build(b *graph.Builder, a arguments) (y *G.Node, jacobian func() []Factor)
	// constants is the number of elements of the constant matrices among these factors; see MLP.ConstantSize.
	constants() int
}
