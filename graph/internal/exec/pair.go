// Two functions of one argument in one pass.

package exec

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/ir"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

// partner is the second function of an element-wise step, which is computed together with the step's own.
type partner[T scalar.Float] struct {
	function scalar.PairFunc
	swap     bool // the step's own function is the second of the pair
	second   operand[T]
}

// join adds the computation of v, the partner, to a step.
func (b *binder[T]) join(e *elementwise[T], v *ir.Value) {
	p := &partner[T]{second: b.operand(v)}
	if e.unary == scalar.Sin || e.unary == scalar.Cos {
		p.function = scalar.SinCos
	}
	first, _ := p.function.Parts()
	p.swap = e.unary != first
	e.Pair = p
}

// apply runs the kernel over the features; no operand is broadcast.
func (p *partner[T]) apply(own, other, x kernel.Operand[T], features, lanes int) {
	if p.swap {
		own, other = other, own
	}
	if own.FeatureStride == lanes && other.FeatureStride == lanes && x.FeatureStride == lanes {
		kernel.Pair(p.function, own.Data, other.Data, x.Data, features*lanes)
		return
	}
	for c := range features {
		kernel.Pair(p.function, own.Data[c*own.FeatureStride:], other.Data[c*other.FeatureStride:], x.Data[c*x.FeatureStride:], lanes)
	}
}
