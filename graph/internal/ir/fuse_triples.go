// Fusion of products of three values, element by element.

package ir

import "github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"

// fuseTriples computes x·y·z in one pass, without storing x·y. It runs after the other fusions, since these gain more
// from a product of two.
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
	// by value: the number of readers that multiply it by another value
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

// triple fuses (x·y)·z or (x·y)·(-2z).
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

// isMadeAnew reports whether computing a product costs its readers no more than reading it. This holds for one number a row
// times one a column, which needs no pass over memory, if no reader needs it stored.
func (f tripleFusion) isMadeAnew(m *Value) bool {
	return m.Args[0].IsBroadcast() && m.Args[1].IsBroadcast() && f.factors[m.ID] == f.uses[m.ID]
}
