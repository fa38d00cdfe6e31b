// Merging equal values.

package ir

import (
	"encoding/binary"
	"math"
)

// mergeEqual replaces values that are computed alike by one of them. A graph has such values if it contains both Gorgonia's
// own operations and package graph's: a user's sine of x, and the sine in the derivative of a user's cosine, are two nodes.
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

// merger finds values by their operation and arguments.
type merger struct {
	standsFor map[*Value]*Value // only for a value that another one replaces
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

// enter reports whether no equal value is known. Leaves and foreign operations equal only themselves.
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

// affineBits is an Affine that distinguishes the signs of zeros.
type affineBits struct {
	op
	scale, shift uint64
}

// bitwise returns an operation that == compares by bits.
func bitwise(o Op) Op {
	if a, ok := o.(Affine); ok {
		return affineBits{scale: math.Float64bits(a.Scale), shift: math.Float64bits(a.Shift)}
	}
	return o
}
