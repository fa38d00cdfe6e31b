package graph

import "github.com/gorgoflow/gorgoflow/graph/internal/kernel"

// Functions of a codeTernary beyond the public ops: what the peephole rewriting makes.
const (
	ternaryMulAdd            = iota // x·y + z
	ternaryMulOneMinusSquare        // x·(1 - y²)
	ternaryMulLogisticPrime         // x·y·(1 - y)
	ternaryAddScaled                // x + a·y, the factor a is the value's constant
)

// rewrite merges neighbouring operations into one kernel where that saves a pass over memory.
// Every rule keeps what a lane computes independent of the other lanes.
func rewrite(p *ir) {
	for _, v := range p.values {
		foldAffine(v)
	}
	countUses(p)
	for _, v := range p.values {
		if v.uses == 0 {
			continue
		}
		switch v.code {
		case codeBinary:
			rewriteBinary(v)
		case codeSumCols:
			rewriteSumCols(v)
		}
	}
	countUses(p)
}

// countUses counts readers among the values that the outputs need.
func countUses(p *ir) {
	for _, v := range p.values {
		v.uses = 0
	}
	for _, v := range p.outputs {
		v.uses++
	}
	for _, t := range p.tails {
		t.term.uses++
	}
	for i := len(p.values) - 1; i >= 0; i-- {
		if v := p.values[i]; v.uses > 0 {
			for _, a := range v.args {
				a.uses++
			}
		}
	}
}

// foldAffine turns negation into a·x+b and merges a chain of those.
func foldAffine(v *value) {
	if v.code == codeUnary && kernel.UnaryFunc(v.fn) == kernel.Neg {
		v.code, v.a, v.b = codeAffine, -1, 0
	}
	if v.code != codeAffine {
		return
	}
	if x := v.args[0]; x.code == codeAffine {
		v.a, v.b = v.a*x.a, v.a*x.b+v.b
		v.args = []*value{x.args[0]}
	}
}

func rewriteBinary(v *value) {
	switch kernel.BinaryFunc(v.fn) {
	case kernel.Mul:
		_ = mulByDerivative(v, 0, 1) || mulByDerivative(v, 1, 0) || timesProduct(v, 0, 1) || timesProduct(v, 1, 0)
	case kernel.Add:
		_ = addBias(v, 0, 1) || addBias(v, 1, 0) ||
			addProduct(v, 0, 1) || addProduct(v, 1, 0) ||
			addScaled(v, 0, 1, 1) || addScaled(v, 1, 0, 1) ||
			addMul(v, 0, 1) || addMul(v, 1, 0)
	case kernel.Sub:
		_ = addScaled(v, 0, 1, -1)
	}
}

// mulByDerivative: g·(1-y²) and g·y(1-y) in one pass, the derivative never stored.
func mulByDerivative(v *value, g, d int) bool {
	derivative := v.args[d]
	if derivative.code != codeUnary {
		return false
	}
	switch kernel.UnaryFunc(derivative.fn) {
	case kernel.OneMinusSquare:
		v.fn = ternaryMulOneMinusSquare
	case kernel.LogisticPrime:
		v.fn = ternaryMulLogisticPrime
	default:
		return false
	}
	v.code = codeTernary
	v.args = []*value{v.args[g], derivative.args[0]}
	return true
}

// thinDepth is the depth of a product up to which it takes less time to compute it for every reader than to store it.
const thinDepth = 64

// timesProduct: (A·B) ∘ C of fixed matrices, the product never stored.
func timesProduct(v *value, product, factor int) bool {
	m, c := v.args[product], v.args[factor]
	if v.batch > 0 || m.code != codeMatMul || m.batch > 0 || isContraction(m) || len(m.args) > 2 || c.isView() {
		return false
	}
	if m.uses > 1 && m.depth() > thinDepth {
		return false
	}
	becomeProduct(v, m, c)
	v.code = codeMatMulTimes
	return true
}

// addBias: x·W + b as one product that starts from b.
func addBias(v *value, product, bias int) bool {
	m, b := v.args[product], v.args[bias]
	if m.code != codeMatMul || m.batch == 0 || m.uses > 1 || len(m.args) > 2 {
		return false
	}
	if b.code != codeBroadcastRows || b.args[0].rows != 1 || b.args[0].isView() {
		return false
	}
	becomeProduct(v, m, b.args[0])
	return true
}

// addProduct: c + x·W accumulated onto c.
func addProduct(v *value, product, addend int) bool {
	m, c := v.args[product], v.args[addend]
	if m.code != codeMatMul || m.batch == 0 || m.uses > 1 || len(m.args) > 2 || c.isBroadcast() {
		return false
	}
	becomeProduct(v, m, c)
	return true
}

func becomeProduct(v, m, third *value) {
	v.code, v.flagA, v.flagB = codeMatMul, m.flagA, m.flagB
	v.args = []*value{m.args[0], m.args[1], third}
}

// addScaled: x + a·y.
func addScaled(v *value, x, y int, sign float64) bool {
	s := v.args[y]
	if s.code != codeAffine || s.b != 0 || s.uses > 1 {
		return false
	}
	v.code, v.fn, v.a = codeTernary, ternaryAddScaled, sign*s.a
	v.args = []*value{v.args[x], s.args[0]}
	return true
}

// addMul: x·y + z.
func addMul(v *value, z, product int) bool {
	m := v.args[product]
	if m.code != codeBinary || kernel.BinaryFunc(m.fn) != kernel.Mul || m.uses > 1 {
		return false
	}
	v.code, v.fn = codeTernary, ternaryMulAdd
	v.args = []*value{m.args[0], m.args[1], v.args[z]}
	return true
}

// rewriteSumCols: Σ_c x·y without storing the product.
func rewriteSumCols(v *value) {
	m := v.args[0]
	if m.code != codeBinary || kernel.BinaryFunc(m.fn) != kernel.Mul || m.uses > 1 || v.batch == 0 {
		return
	}
	if m.args[0].isBroadcast() || m.args[1].isBroadcast() {
		return
	}
	v.code = codeSumColsProduct
	v.args = []*value{m.args[0], m.args[1]}
}

// materialize stores a broadcast wherever its reader cannot step over it.
func materialize(p *ir) {
	copies := make(map[*value]*value)
	old := p.values
	p.values = nil
	for _, v := range old {
		if !v.isElementwise() && !v.isBroadcast() {
			for i, a := range v.args {
				if a.isBroadcast() {
					v.args[i] = storedCopy(p, copies, a)
				}
			}
		}
		p.add(v)
	}
}

func storedCopy(p *ir, copies map[*value]*value, a *value) *value {
	if copies[a] == nil {
		copies[a] = p.add(&value{code: codeAffine, a: 1, args: []*value{a}, rows: a.rows, cols: a.cols, batch: a.batch})
	}
	return copies[a]
}
