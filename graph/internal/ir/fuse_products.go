// Fusion of matrix products with addends and factors.

package ir

import "github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"

// thinDepth is the depth up to which computing a product for every reader takes less time than storing it.
const thinDepth = 64

// timesProduct fuses (A·B) ∘ C of fixed matrices, without storing the product.
func (f fusion) timesProduct(v *Value, product, factor int) bool {
	m, c := v.Args[product], v.Args[factor]
	matMul, ok := m.Op.(MatMul)
	if !ok || v.Batch > 0 || m.Batch > 0 || IsContraction(m) || len(m.Args) > 2 || c.IsView() {
		return false
	}
	if f.isShared(m) && m.Depth() > thinDepth {
		return false
	}
	v.Op = MatMulTimes{TransA: matMul.TransA, TransB: matMul.TransB}
	v.Args = []*Value{m.Args[0], m.Args[1], c}
	return true
}

// fuseFactors runs after all other fusions, so that x·y + z rounds once in programs of any number of rows.
func fuseFactors(p *Program) {
	f := fusion{p.Uses()}
	for i, v := range p.Values {
		if f.uses[i] == 0 || v.Batch == 0 {
			continue
		}
		switch v.Op {
		case Binary{Func: scalar.Mul}:
			_ = f.timesLaneProduct(v, scalar.Factor, v.Args[0], v.Args[1]) || f.timesLaneProduct(v, scalar.Factor, v.Args[1], v.Args[0])
		case Ternary{Func: scalar.MulOneMinusSquare}:
			f.timesLaneProduct(v, scalar.FactorOneMinusSquare, v.Args[0], v.Args[1])
		case Ternary{Func: scalar.MulLogisticPrime}:
			f.timesLaneProduct(v, scalar.FactorLogisticPrime, v.Args[0], v.Args[1])
		}
	}
}

// timesLaneProduct fuses (x·W) ∘ f(c) or (x·W + b) ∘ f(c) of per-row x and c; copies of the batch may share c. A product of
// small depth is not fused, since its own tiles would cost more than a pass over it.
func (f fusion) timesLaneProduct(v *Value, of scalar.FactorFunc, m, c *Value) bool {
	if !Is[MatMul](m) || m.Batch == 0 || v.Rows == v.Batch || f.isShared(m) || m.Depth() < leastTimes || len(m.Args) > 2 && m.Args[2].Batch > 0 {
		return false
	}
	factor := c
	if Is[TileRows](c) && c.Args[0].Batch == 1 { // copies share it
		factor = c.Args[0]
	}
	if factor.Batch == 0 || factor.IsView() || factor.IsBroadcast() {
		return false
	}
	v.Op = MatMulTimes{TransB: m.Op.(MatMul).TransB, Of: of}
	v.Args = append([]*Value{m.Args[0], m.Args[1], factor}, m.Args[2:]...)
	return true
}

// leastTimes is the depth from which on a product is multiplied before it is stored.
const leastTimes = 4

// addBias fuses x·W + b into one product that starts from b.
func (f fusion) addBias(v *Value, product, bias int) bool {
	b := v.Args[bias]
	if !Is[BroadcastRows](b) || b.Args[0].Rows != 1 || b.Args[0].IsView() {
		return false
	}
	return f.startFrom(v, v.Args[product], b.Args[0])
}

// addProduct fuses c + x·W into a product that starts from c.
func (f fusion) addProduct(v *Value, product, addend int) bool {
	c := v.Args[addend]
	return !c.IsBroadcast() && f.startFrom(v, v.Args[product], c)
}

// startFrom makes v the per-row product m that starts from a third value.
func (f fusion) startFrom(v, m, third *Value) bool {
	if !Is[MatMul](m) || m.Batch == 0 || f.isShared(m) || len(m.Args) > 2 {
		return false
	}
	v.Op = m.Op
	v.Args = []*Value{m.Args[0], m.Args[1], third}
	return true
}
