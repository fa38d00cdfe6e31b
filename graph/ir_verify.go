package graph

import "fmt"

// PlanError says that a program cannot be computed in the order or in the memory that was planned for it. It is a fault of
// this package, found before anything is computed.
type PlanError struct{ Value, Problem string }

func (e *PlanError) Error() string {
	return fmt.Sprintf("graph: faulty plan: %s %s; please report it with the graph", e.Value, e.Problem)
}

// verifier follows a plan step by step.
type verifier struct {
	plan     *plan
	computed []int // by value: times it was computed; terms of a sum count one by one
	living   [arenas][]*value
	fault    *PlanError
}

// verify checks that every value is computed once, that it is there when it is read, and that its memory is its own as
// long as somebody reads it.
func (pl *plan) verify() error {
	c := &verifier{plan: pl, computed: make([]int, len(pl.ir.values))}
	c.follow(pl.prologue)
	c.follow(pl.shared)
	for gi := range pl.groups {
		c.follow(pl.groups[gi].steps)
		c.storage(gi)
	}
	c.follow(pl.final)
	for _, v := range pl.ir.values {
		if want := c.wanted(v); c.computed[v.id] != want && want > 0 {
			c.fail(v, "is computed %d times, not %d", c.computed[v.id], want)
		}
	}
	if c.fault != nil {
		return c.fault
	}
	return nil
}

// wanted is how often steps have to name a value.
func (c *verifier) wanted(v *value) int {
	switch {
	case v.uses == 0 || v.isLeaf() || v.isView() || v.isBroadcast():
		return 0
	case v.code == codeSum:
		return len(v.args)
	case inlineTerm(v):
		return 0
	}
	return 1
}

// follow computes steps in their order.
func (c *verifier) follow(steps []scheduled) {
	for _, st := range steps {
		for _, r := range reads(st) {
			if c.computed[r.id] < c.wanted(r) {
				c.fail(r, "is read by %s before it is computed", name(st.v))
			}
		}
		c.computed[st.v.id]++
	}
}

// storage checks the memory that a group writes to against all that is read in later groups, and in the group itself
// behind the step that writes.
func (c *verifier) storage(gi int) {
	g := &c.plan.groups[gi]
	for i, st := range g.steps {
		v := st.v
		if !v.slot.place.isArena() || st.term > 0 {
			continue
		}
		list := c.living[v.slot.place]
		kept := list[:0]
		for _, other := range list {
			if other.last < gi {
				continue
			}
			kept = append(kept, other)
			if other != v && c.overlap(v, other) && (other.last > gi || c.readAfter(g, i, other)) {
				c.fail(v, "overwrites %s, which is read later", name(other))
			}
		}
		c.living[v.slot.place] = append(kept, v)
	}
}

func (c *verifier) overlap(v, w *value) bool {
	stride := c.plan.stride
	return v.slot.offset < w.slot.offset+w.size(stride) && w.slot.offset < v.slot.offset+v.size(stride)
}

// readAfter reports whether a step behind step i of the group reads v.
func (c *verifier) readAfter(g *group, i int, v *value) bool {
	for _, st := range g.steps[i+1:] {
		for _, r := range reads(st) {
			if r == v {
				return true
			}
		}
	}
	return false
}

func (c *verifier) fail(v *value, format string, args ...any) {
	if c.fault == nil {
		c.fault = &PlanError{name(v), fmt.Sprintf(format, args...)}
	}
}

// name is how a value is called in messages.
func name(v *value) string {
	if v.node != nil {
		return fmt.Sprintf("value %d (%s)", v.id, v.node.Name())
	}
	return fmt.Sprintf("value %d", v.id)
}
