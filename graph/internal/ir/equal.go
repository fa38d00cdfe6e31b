// This file lets equal values be one.

package ir

import (
	"encoding/binary"
	"math"
)

// mergeEqual lets one value stand for all that are computed alike. A graph has such values where it is in Gorgonia's own
// functions and in ours at once: an own sine of x and the one in the derivative of an own cosine are two nodes.
func mergeEqual(p *Program) {
	m := merger{standsFor: make(map[*Value]*Value), known: make(map[string]*Value)}
	old := p.Values
	p.Values = nil
	for _, v := range old {
		for i, a := range v.Args {
			v.Args[i] = m.representative(a)
		}
		p.Add(v)
		m.enter(v)
	}
	for i, v := range p.Outputs {
		p.Outputs[i] = m.representative(v)
	}
}

// merger knows the values by what computes them.
type merger struct {
	standsFor map[*Value]*Value // only where it is another
	known     map[string]*Value
	key       []byte
}

func (m *merger) representative(v *Value) *Value {
	if w := m.standsFor[v]; w != nil {
		return w
	}
	return v
}

// enter looks for an equal value. Leaves and operations that are not ours are equal to themselves only.
func (m *merger) enter(v *Value) {
	if v.IsLeaf() || v.Code == Foreign {
		return
	}
	m.key = v.appendKey(m.key[:0])
	if w := m.known[string(m.key)]; w != nil {
		m.standsFor[v] = w
		return
	}
	m.known[string(m.key)] = v
}

// appendKey appends all that decides the numbers of v.
func (v *Value) appendKey(key []byte) []byte {
	flags := byte(0)
	if v.FlagA {
		flags |= 1
	}
	if v.FlagB {
		flags |= 2
	}
	key = append(key, byte(v.Code), byte(v.Fn), flags)
	for _, n := range []int{v.N, v.Rows, v.Cols, v.Batch} {
		key = binary.AppendUvarint(key, uint64(n))
	}
	key = binary.LittleEndian.AppendUint64(key, math.Float64bits(v.A))
	key = binary.LittleEndian.AppendUint64(key, math.Float64bits(v.B))
	for _, a := range v.Args {
		key = binary.AppendUvarint(key, uint64(a.Id))
	}
	return key
}
