// Fusion of products of three values, element by element.

package ir

import "github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"

// fuseTriples: x·y·z in one pass, x·y never stored. It comes behind the other fusions, which have more use for a product of two.
func fuseTriples(p *Program) {
	f := tripleFusion{p.Uses(), factorReaders(p)}
	for _, v := range p.Values {
		if f.uses[v.ID] > 0 && v.isProductByElement() {
			_ = f.triple(v, 0, 1) || f.triple(v, 1, 0)
		}
	}
}

type tripleFusion struct {
	uses []int
	// factors says how many of the readers of a value multiply it by another.
	factors []int
}

func factorReaders(p *Program) []int {
	count := make([]int, len(p.Values))
	for i, n := range p.Uses() {
		if v := p.Values[i]; n > 0 && v.isProductByElement() {
			for _, a := range v.Args {
				count[a.ID]++
			}
		}
	}
	return count
}

func (v *Value) isProductByElement() bool {
	return v.Op == (Binary{Func: scalar.Mul}) && v.Batch > 0
}

// triple: (x·y)·z, or (x·y)·(-2z).
func (f tripleFusion) triple(v *Value, pair, third int) bool {
	m, z := v.Args[pair], v.Args[third]
	if m == z || !m.isProductByElement() || f.uses[m.ID] > 1 && !f.isMadeAnew(m) {
		return false
	}
	function := scalar.MulMul
	if z.Op == (Affine{Scale: -2}) && f.uses[z.ID] == 1 {
		function, z = scalar.MulMulMinusTwo, z.Args[0]
	}
	v.Op, v.Args = Ternary{Func: function}, []*Value{m.Args[0], m.Args[1], z}
	return true
}

// isMadeAnew reports whether a product costs its readers no more than to read it: one number a row times one a column, which need no passes over
// memory, if none of them needs it stored.
func (f tripleFusion) isMadeAnew(m *Value) bool {
	return m.Args[0].IsBroadcast() && m.Args[1].IsBroadcast() && f.factors[m.ID] == f.uses[m.ID]
}
