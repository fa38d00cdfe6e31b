package ir

import "github.com/gorgoflow/gorgoflow/graph/internal/kernel"

// Functions of a Ternary beyond the public ops: what the peephole rewriting makes.
const (
	TernaryMulAdd            = iota // x·y + z
	TernaryMulOneMinusSquare        // x·(1 - y²)
	TernaryMulLogisticPrime         // x·y·(1 - y)
	TernaryAddScaled                // x + a·y, the factor a is the value's constant
)

// fuse merges neighbouring operations into one kernel where that saves a pass over memory.
// Every rule keeps what a lane computes independent of the other lanes.
func fuse(p *Program) {
	for _, v := range p.Values {
		foldAffine(v)
	}
	countUses(p)
	for _, v := range p.Values {
		if v.Uses == 0 {
			continue
		}
		switch v.Code {
		case Binary:
			rewriteBinary(v)
		case SumCols:
			rewriteSumCols(v)
		}
	}
	countUses(p)
}

// countUses counts readers among the values that the outputs need.
func countUses(p *Program) {
	for _, v := range p.Values {
		v.Uses = 0
	}
	for _, v := range p.Outputs {
		v.Uses++
	}
	for _, t := range p.Epilogues {
		t.Term.Uses++
	}
	for i := len(p.Values) - 1; i >= 0; i-- {
		if v := p.Values[i]; v.Uses > 0 {
			for _, a := range v.Args {
				a.Uses++
			}
		}
	}
}

// foldAffine turns negation into a·x+b and merges a chain of those.
func foldAffine(v *Value) {
	if v.Code == Unary && kernel.UnaryFunc(v.Fn) == kernel.Neg {
		v.Code, v.A, v.B = Affine, -1, 0
	}
	if v.Code != Affine {
		return
	}
	if x := v.Args[0]; x.Code == Affine {
		v.A, v.B = v.A*x.A, v.A*x.B+v.B
		v.Args = []*Value{x.Args[0]}
	}
}

func rewriteBinary(v *Value) {
	switch kernel.BinaryFunc(v.Fn) {
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
func mulByDerivative(v *Value, g, d int) bool {
	derivative := v.Args[d]
	if derivative.Code != Unary {
		return false
	}
	switch kernel.UnaryFunc(derivative.Fn) {
	case kernel.OneMinusSquare:
		v.Fn = TernaryMulOneMinusSquare
	case kernel.LogisticPrime:
		v.Fn = TernaryMulLogisticPrime
	default:
		return false
	}
	v.Code = Ternary
	v.Args = []*Value{v.Args[g], derivative.Args[0]}
	return true
}

// thinDepth is the depth of a product up to which it takes less time to compute it for every reader than to store it.
const thinDepth = 64

// timesProduct: (A·B) ∘ C of fixed matrices, the product never stored.
func timesProduct(v *Value, product, factor int) bool {
	m, c := v.Args[product], v.Args[factor]
	if v.Batch > 0 || m.Code != MatMul || m.Batch > 0 || IsContraction(m) || len(m.Args) > 2 || c.IsView() {
		return false
	}
	if m.Uses > 1 && m.Depth() > thinDepth {
		return false
	}
	becomeProduct(v, m, c)
	v.Code = MatMulTimes
	return true
}

// addBias: x·W + b as one product that starts from b.
func addBias(v *Value, product, bias int) bool {
	m, b := v.Args[product], v.Args[bias]
	if m.Code != MatMul || m.Batch == 0 || m.Uses > 1 || len(m.Args) > 2 {
		return false
	}
	if b.Code != BroadcastRows || b.Args[0].Rows != 1 || b.Args[0].IsView() {
		return false
	}
	becomeProduct(v, m, b.Args[0])
	return true
}

// addProduct: c + x·W accumulated onto c.
func addProduct(v *Value, product, addend int) bool {
	m, c := v.Args[product], v.Args[addend]
	if m.Code != MatMul || m.Batch == 0 || m.Uses > 1 || len(m.Args) > 2 || c.IsBroadcast() {
		return false
	}
	becomeProduct(v, m, c)
	return true
}

func becomeProduct(v, m, third *Value) {
	v.Code, v.FlagA, v.FlagB = MatMul, m.FlagA, m.FlagB
	v.Args = []*Value{m.Args[0], m.Args[1], third}
}

// addScaled: x + a·y.
func addScaled(v *Value, x, y int, sign float64) bool {
	s := v.Args[y]
	if s.Code != Affine || s.B != 0 || s.Uses > 1 {
		return false
	}
	v.Code, v.Fn, v.A = Ternary, TernaryAddScaled, sign*s.A
	v.Args = []*Value{v.Args[x], s.Args[0]}
	return true
}

// addMul: x·y + z.
func addMul(v *Value, z, product int) bool {
	m := v.Args[product]
	if m.Code != Binary || kernel.BinaryFunc(m.Fn) != kernel.Mul || m.Uses > 1 {
		return false
	}
	v.Code, v.Fn = Ternary, TernaryMulAdd
	v.Args = []*Value{m.Args[0], m.Args[1], v.Args[z]}
	return true
}

// rewriteSumCols: Σ_c x·y without storing the product.
func rewriteSumCols(v *Value) {
	m := v.Args[0]
	if m.Code != Binary || kernel.BinaryFunc(m.Fn) != kernel.Mul || m.Uses > 1 || v.Batch == 0 {
		return
	}
	if m.Args[0].IsBroadcast() || m.Args[1].IsBroadcast() {
		return
	}
	v.Code = SumColsProduct
	v.Args = []*Value{m.Args[0], m.Args[1]}
}

// materialize stores a broadcast wherever its reader cannot step over it.
func materialize(p *Program) {
	copies := make(map[*Value]*Value)
	old := p.Values
	p.Values = nil
	for _, v := range old {
		if !v.IsElementwise() && !v.IsBroadcast() {
			for i, a := range v.Args {
				if a.IsBroadcast() {
					v.Args[i] = storedCopy(p, copies, a)
				}
			}
		}
		p.Add(v)
	}
}

func storedCopy(p *Program, copies map[*Value]*Value, a *Value) *Value {
	if copies[a] == nil {
		copies[a] = p.Add(&Value{Code: Affine, A: 1, Args: []*Value{a}, Rows: a.Rows, Cols: a.Cols, Batch: a.Batch})
	}
	return copies[a]
}
