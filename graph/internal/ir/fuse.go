// Fusion: merging neighbouring operations into one kernel, which saves a pass over memory.

package ir

import "github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"

// fuse merges operations. No rule makes a lane depend on other lanes.
func fuse(p *Program) {
	for _, v := range p.Values {
		foldAffine(v)
	}
	f := fusion{p.Uses()}
	for i, v := range p.Values {
		if f.uses[i] == 0 {
			continue
		}
		switch o := v.Op.(type) {
		case Binary:
			f.binary(v, o.Func)
		case SumCols:
			f.sumCols(v)
		}
	}
	fuseFactors(p)
	fuseFunctions(p)
	fuseTriples(p)
}

// foldAffine turns negation into a·x+b and merges chains of affine functions.
func foldAffine(v *Value) {
	if v.Op == (Unary{Func: scalar.Neg}) {
		v.Op = Affine{Scale: -1}
	}
	outer, ok := v.Op.(Affine)
	if !ok {
		return
	}
	if x := v.Args[0]; Is[Affine](x) {
		inner := x.Op.(Affine)
		if scale, shift, ok := scalar.Chain(outer.Scale, outer.Shift, inner.Scale, inner.Shift); ok {
			v.Op, v.Args = Affine{Scale: scale, Shift: shift}, []*Value{x.Args[0]}
		}
	}
}

// fusion knows how often each value is read.
type fusion struct{ uses []int }

// isShared reports whether a value has several readers: merging it with one of them saves nothing.
func (f fusion) isShared(v *Value) bool { return f.uses[v.ID] > 1 }

func (f fusion) binary(v *Value, function scalar.BinaryFunc) {
	switch function {
	case scalar.Mul:
		_ = mulByDerivative(v, 0, 1) || mulByDerivative(v, 1, 0) || f.timesProduct(v, 0, 1) || f.timesProduct(v, 1, 0)
	case scalar.Add:
		_ = f.addBias(v, 0, 1) || f.addBias(v, 1, 0) ||
			f.addProduct(v, 0, 1) || f.addProduct(v, 1, 0) ||
			f.addScaled(v, 0, 1, 1) || f.addScaled(v, 1, 0, 1) ||
			f.addMul(v, 0, 1) || f.addMul(v, 1, 0)
	case scalar.Sub:
		_ = f.addScaled(v, 0, 1, -1)
	}
}

// mulByDerivative computes g·(1-y²) and g·y(1-y) in one pass, without storing the derivative.
func mulByDerivative(v *Value, g, d int) bool {
	derivative := v.Args[d]
	switch derivative.Op {
	case Unary{Func: scalar.OneMinusSquare}:
		v.Op = Ternary{Func: scalar.MulOneMinusSquare}
	case Unary{Func: scalar.LogisticPrime}:
		v.Op = Ternary{Func: scalar.MulLogisticPrime}
	default:
		return false
	}
	v.Args = []*Value{v.Args[g], derivative.Args[0]}
	return true
}

// addScaled fuses x + a·y.
func (f fusion) addScaled(v *Value, x, y int, sign float64) bool {
	s := v.Args[y]
	scaled, ok := s.Op.(Affine)
	if !ok || scaled.Shift != 0 || f.isShared(s) {
		return false
	}
	v.Op = AddScaled{Scale: sign * scaled.Scale}
	v.Args = []*Value{v.Args[x], s.Args[0]}
	return true
}

// addMul fuses x·y + z.
func (f fusion) addMul(v *Value, z, product int) bool {
	m := v.Args[product]
	if m.Op != (Binary{Func: scalar.Mul}) || f.isShared(m) {
		return false
	}
	v.Op = Ternary{Func: scalar.MulAdd}
	v.Args = []*Value{m.Args[0], m.Args[1], v.Args[z]}
	return true
}

// sumCols fuses Σ_c x·y, without storing the product.
func (f fusion) sumCols(v *Value) {
	m := v.Args[0]
	if m.Op != (Binary{Func: scalar.Mul}) || f.isShared(m) || v.Batch == 0 {
		return
	}
	if m.Args[0].IsBroadcast() || m.Args[1].IsBroadcast() {
		return
	}
	v.Op = SumColsProduct{}
	v.Args = []*Value{m.Args[0], m.Args[1]}
}
