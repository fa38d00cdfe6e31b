package plan

import (
	"fmt"

	"github.com/gorgoflow/gorgoflow/graph/internal/ir"
)

// PlanError says that a program cannot be computed in the order or in the memory that was planned for it. It is a fault of
// this package, found before anything is computed.
type PlanError struct{ Value, Problem string }

func (e *PlanError) Error() string {
	return fmt.Sprintf("graph: faulty plan: %s %s; please report it with the graph", e.Value, e.Problem)
}

// verifier follows a plan step by step.
type verifier struct {
	plan     *Plan
	computed []int // by value: times it was computed; terms of a sum count one by one
	living   [ir.Arenas][]*ir.Value
	fault    *PlanError
}

// Verify checks that every value is computed once, that it is there when it is read, and that its memory is its own as
// long as somebody reads it.
func (pl *Plan) Verify() error {
	c := &verifier{plan: pl, computed: make([]int, len(pl.Ir.Values))}
	c.follow(pl.Prologue)
	c.follow(pl.Shared)
	for gi := range pl.Groups {
		c.follow(pl.Groups[gi].Steps)
		c.storage(gi)
	}
	c.follow(pl.Final)
	for _, v := range pl.Ir.Values {
		if want := c.wanted(v); c.computed[v.Id] != want && want > 0 {
			c.fail(v, "is computed %d times, not %d", c.computed[v.Id], want)
		}
	}
	if c.fault != nil {
		return c.fault
	}
	return nil
}

// wanted is how often steps have to name a value.
func (c *verifier) wanted(v *ir.Value) int {
	switch {
	case v.Uses == 0 || v.IsLeaf() || v.IsView() || v.IsBroadcast():
		return 0
	case v.Code == ir.Sum:
		return len(v.Args)
	case InlineTerm(v):
		return 0
	}
	return 1
}

// follow computes steps in their order.
func (c *verifier) follow(steps []Item) {
	for _, st := range steps {
		for _, r := range Reads(st) {
			if c.computed[r.Id] < c.wanted(r) {
				c.fail(r, "is read by %s before it is computed", name(st.V))
			}
		}
		c.computed[st.V.Id]++
	}
}

// storage checks the memory that a group writes to against all that is read in later groups, and in the group itself
// behind the step that writes.
func (c *verifier) storage(gi int) {
	g := &c.plan.Groups[gi]
	for i, st := range g.Steps {
		v := st.V
		if !v.Slot.Place.IsArena() || st.Term > 0 {
			continue
		}
		list := c.living[v.Slot.Place]
		kept := list[:0]
		for _, other := range list {
			if other.Last < gi {
				continue
			}
			kept = append(kept, other)
			if other != v && c.overlap(v, other) && (other.Last > gi || c.readAfter(g, i, other)) {
				c.fail(v, "overwrites %s, which is read later", name(other))
			}
		}
		c.living[v.Slot.Place] = append(kept, v)
	}
}

func (c *verifier) overlap(v, w *ir.Value) bool {
	stride := c.plan.Stride
	return v.Slot.Offset < w.Slot.Offset+w.Size(stride) && w.Slot.Offset < v.Slot.Offset+v.Size(stride)
}

// readAfter reports whether a step behind step i of the group reads v.
func (c *verifier) readAfter(g *Group, i int, v *ir.Value) bool {
	for _, st := range g.Steps[i+1:] {
		for _, r := range Reads(st) {
			if r == v {
				return true
			}
		}
	}
	return false
}

func (c *verifier) fail(v *ir.Value, format string, args ...any) {
	if c.fault == nil {
		c.fault = &PlanError{name(v), fmt.Sprintf(format, args...)}
	}
}

// name is how a value is called in messages.
func name(v *ir.Value) string {
	if v.Node != nil {
		return fmt.Sprintf("value %d (%s)", v.Id, v.Node.Name())
	}
	return fmt.Sprintf("value %d", v.Id)
}
