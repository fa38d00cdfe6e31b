// The result of planning for each value.

package plan

import "github.com/gorgoflow/gorgoflow/graph/internal/ir"

// Assignment says when a value is computed and where it is stored.
type Assignment struct {
	Phase    Phase
	Position int // the group that computes it
	Last     int // the group that reads it last
	Slot     Slot
	viewed   bool // another value is a part of its storage
}

// assignments of all values of a program, by their ID.
type assignments []Assignment

func (a assignments) of(v *ir.Value) *Assignment { return &a[v.ID] }

// markViewed marks the values part of whose storage is another value.
func (a assignments) markViewed(p *ir.Program) {
	for _, v := range p.Values {
		if v.IsView() {
			for v.IsView() {
				v = v.Args[0]
			}
			a.of(v).viewed = true
		}
	}
}
