// Fusion of matrix products with what is added to them or multiplied by them.

package ir

// thinDepth is the depth of a product up to which it takes less time to compute it for every reader than to store it.
const thinDepth = 64

// timesProduct: (A·B) ∘ C of fixed matrices, the product never stored.
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

// addBias: x·W + b as one product that starts from b.
func (f fusion) addBias(v *Value, product, bias int) bool {
	b := v.Args[bias]
	if !Is[BroadcastRows](b) || b.Args[0].Rows != 1 || b.Args[0].IsView() {
		return false
	}
	return f.startFrom(v, v.Args[product], b.Args[0])
}

// addProduct: c + x·W accumulated onto c.
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
