// Equal values become one.

package ir

import (
	"encoding/binary"
	"math"
)

// mergeEqual lets one value stand for all that are computed alike. A graph has such values where it is in Gorgonia's own
// functions and in ours at once: an own sine of x and the one in the derivative of an own cosine are two nodes.
func mergeEqual(p *Program) {
	m := merger{standsFor: make(map[*Value]*Value), known: make(map[identity]*Value)}
	old := p.Values
	p.Values = nil
	for _, v := range old {
		for i, a := range v.Args {
			v.Args[i] = m.representative(a)
		}
		if m.enter(v) {
			p.Add(v)
		}
	}
	for i, v := range p.Outputs {
		p.Outputs[i] = m.representative(v)
	}
}

// merger knows the values by what computes them.
type merger struct {
	standsFor map[*Value]*Value // only where it is another
	known     map[identity]*Value
	args      []byte
}

// identity is all that decides the numbers of a value.
type identity struct {
	op                Op
	rows, cols, batch int
	args              string // their IDs
}

func (m *merger) representative(v *Value) *Value {
	if w := m.standsFor[v]; w != nil {
		return w
	}
	return v
}

// enter reports whether no equal value is known. Leaves and operations that are not ours are equal to themselves only.
func (m *merger) enter(v *Value) bool {
	if v.IsLeaf() || Is[Foreign](v) {
		return true
	}
	key := m.identity(v)
	if w := m.known[key]; w != nil {
		m.standsFor[v] = w
		return false
	}
	m.known[key] = v
	return true
}

func (m *merger) identity(v *Value) identity {
	m.args = m.args[:0]
	for _, a := range v.Args {
		m.args = binary.AppendUvarint(m.args, uint64(a.ID))
	}
	return identity{bitwise(v.Op), v.Rows, v.Cols, v.Batch, string(m.args)}
}

// affineBits is an Affine that differs from another where a sign of zero does.
type affineBits struct {
	op
	scale, shift uint64
}

// bitwise is an operation that == compares by bits.
func bitwise(o Op) Op {
	if a, ok := o.(Affine); ok {
		return affineBits{scale: math.Float64bits(a.Scale), shift: math.Float64bits(a.Shift)}
	}
	return o
}
