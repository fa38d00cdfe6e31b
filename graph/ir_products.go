package graph

// absorbedProducts are the products x·y that their only reader, a sum, computes itself.
func absorbedProducts(p *ir) map[*value]bool {
	absorbed := make(map[*value]bool)
	for _, v := range p.values {
		if v.code == codeSumCols || v.code == codeBinary && BinaryFunc(v.fn) == Add {
			for _, a := range v.args {
				absorbed[a] = v.uses > 0 && a.uses == 1
			}
		}
	}
	return absorbed
}

// tripled are the functions of two operands that can be multiplied by a third in the same pass.
var tripled = map[int]int{ternaryMulOneMinusSquare: ternaryMulMulOneMinusSquare, ternaryMulLogisticPrime: ternaryMulMulLogisticPrime}

// mulMul: (x·y)·z in one pass, with y a derivative as it may be, or the product of a number and a value.
func mulMul(v *value, inner, outer int) bool {
	m, z := v.args[inner], v.args[outer]
	if m.uses > 1 || m.batch != v.batch {
		return false
	}
	switch {
	case m.code == codeBinary && BinaryFunc(m.fn) == Mul:
		v.code, v.fn = codeTernary, ternaryMulMul
	case m.code == codeTernary && tripled[m.fn] != 0:
		v.code, v.fn = codeTernary, tripled[m.fn]
	case m.code == codeAffine && m.b == 0:
		v.code, v.fn, v.a = codeTernary, ternaryMulScaled, m.a
		v.args = []*value{z, m.args[0]}
		return true
	default:
		return false
	}
	v.args = []*value{m.args[0], m.args[1], z}
	return true
}
