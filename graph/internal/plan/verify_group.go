// The verifier of kernels and the loops over tiles of a region.

package plan

import (
	"fmt"

	"github.com/gorgoflow/gorgoflow/graph/internal/ir"
)

// follow verifies a region for its first row block.
func (c *verifier) follow(s Region) {
	c.held[StoragePassing] = nil
	for i, g := range c.plan.Groups[s.From:s.To] {
		where := fmt.Sprintf("group %d", s.From+i)
		c.phase(g, s.From+i, where)
		c.group(g, where)
		c.shared(g, where)
	}
	if c.inBlocks() {
		c.fixed(c.plan.Groups[s.From:s.To])
	}
}

// phase verifies that group i is among those of Run or of RunDeferred, as its steps are.
func (c *verifier) phase(g Group, i int, where string) {
	for _, st := range g.Steps {
		if run := c.plan.Of(st.V).Phase == PhaseRun; run != (i < c.plan.Run) {
			c.fail(st.V, where, "is computed in another phase")
		}
	}
}

// group verifies the steps of one kernel, or of one loop over tiles.
func (c *verifier) group(g Group, where string) {
	tiles := make(map[int]*ir.Value)
	read := func(v *ir.Value) {
		if c.slot(v).Storage != StorageScratch {
			c.read(v, where)
		} else if tiles[c.slot(v).Offset] != v {
			c.fail(v, where, "is read when its tile holds something else")
		}
	}
	write := func(st Step) {
		if c.write(st, where); c.slot(st.V).Storage == StorageScratch && st.Term < 0 {
			tiles[c.slot(st.V).Offset] = st.V
		}
	}
	for i, st := range g.Steps {
		if st.Pair && i == 0 {
			c.fail(st.V, where, "has no partner")
		}
		if !st.Pair {
			for _, r := range Reads(st) {
				read(r)
			}
			if g.readsPart(st) {
				c.fail(st.V, where, "reads a value in part that its own tiles compute")
			}
			write(st)
		}
		if i+1 < len(g.Steps) && g.Steps[i+1].Pair { // one kernel writes both
			second := g.Steps[i+1]
			if st.Pair || second.V.Args[0] != st.V.Args[0] {
				c.fail(second.V, where, "has the partner of another")
			}
			write(second)
		}
	}
}

// shared verifies that results which share memory with operands overwrite these element by element, so that only the
// order of steps matters. Otherwise a loop over tiles would write the first tile of all results before it reads the
// second tile of an operand.
func (c *verifier) shared(g Group, where string) {
	for _, st := range g.Steps {
		v := st.V
		if st.Term >= 0 || !c.slot(v).Storage.IsArena() {
			continue
		}
		for _, other := range g.Steps {
			for k, r := range Reads(other) {
				if r != v && c.overlap(v, r) && !c.elementByElement(v, r, other, k) {
					c.fail(r, where, "is overwritten by "+v.String()+" while it is read")
				}
			}
			if w := other.V; w != v && other.Term < 0 && c.overlap(v, w) && !c.alike(v, w) {
				c.fail(w, where, "is overwritten by "+v.String()+" in part")
			}
		}
	}
}

// elementByElement reports whether operand k of a step has been read, element by element, when v is written over it.
func (c *verifier) elementByElement(v, r *ir.Value, st Step, k int) bool {
	if !c.alike(v, r) {
		return false
	}
	if ir.Is[ir.MatMul](st.V) { // it starts from its third operand
		return k == 2 && st.V == v
	}
	return st.V.IsElementwise() && st.V.Args[k] == r // not through a view or a broadcast
}

// alike reports whether two values have the same shape and storage.
func (c *verifier) alike(v, w *ir.Value) bool {
	return c.slot(v) == c.slot(w) && v.Batch == w.Batch && v.Rows == w.Rows && v.Cols == w.Cols
}

// fixed verifies that values which rows share keep their memory through a region that runs for every row block.
func (c *verifier) fixed(groups []Group) {
	var kept []*ir.Value
	for _, g := range groups {
		for _, st := range g.Steps {
			for _, v := range append(Reads(st), st.V) {
				if c.slot(v).Storage == StorageFixed && !contains(kept, v) {
					kept = append(kept, v)
				}
			}
		}
	}
	for i, v := range kept {
		for _, w := range kept[:i] {
			if c.overlap(v, w) {
				c.fail(v, "a region of rows", "shares memory with "+w.String())
			}
		}
	}
}
