// The verifier: it simulates a run of a plan, before anything is computed.

package plan

import (
	"fmt"

	"github.com/gorgoflow/gorgoflow/graph/internal/ir"
	"github.com/pkg/errors"
)

// PlanError says that a plan would give wrong numbers. This is a bug of this package, never the caller's. Compile verifies
// every program.
type PlanError struct {
	Value string // the value that is read or computed
	Step  string // the step at which it is
	Why   string
}

func (e *PlanError) Error() string {
	return fmt.Sprintf("graph: internal error, please report it: %s, in %s, %s", e.Value, e.Step, e.Why)
}

// Verify simulates a run of the plan: every value must be computed once, before it is read, and must not be overwritten
// before it is read.
func (pl *Plan) Verify() error {
	c := &verifier{plan: pl, done: make(map[*ir.Value]int), terms: make(map[Step]bool), added: make(map[*ir.Value]int)}
	c.list("what parameters decide", pl.Schedule.Prologue)
	c.list("what rows share", pl.Schedule.Shared)
	for i, s := range pl.Regions {
		c.region = i + 1
		c.follow(s)
	}
	c.region++
	for _, v := range pl.Ir.Totals {
		c.read(v, "the end")
	}
	c.list("the end", pl.Schedule.Final)
	for _, v := range pl.Ir.Outputs {
		c.read(v, "the outputs")
	}
	for _, t := range pl.Ir.Epilogues {
		c.read(t.Term, "the outputs")
	}
	return c.err
}

// verifier is the state of the simulation.
type verifier struct {
	plan   *Plan
	region int                 // 0 before the rows
	done   map[*ir.Value]int   // by value: the region that computed it
	terms  map[Step]bool       // terms that have been added
	added  map[*ir.Value]int   // by sum: the number of terms added
	held   [Arenas][]*ir.Value // by arena: the values that are in memory
	err    error
}

// fail keeps the first error.
func (c *verifier) fail(v *ir.Value, step, why string) {
	if c.err == nil {
		c.err = errors.WithStack(&PlanError{Value: v.String(), Step: step, Why: why})
	}
}

// list verifies steps whose results have buffers of their own.
func (c *verifier) list(where string, steps []Step) {
	for _, st := range steps {
		if st.V.IsView() || st.V.IsBroadcast() {
			continue
		}
		for _, r := range Reads(st) {
			c.read(r, where)
		}
		c.write(st, where)
	}
}

// read verifies that a value is in memory.
func (c *verifier) read(v *ir.Value, step string) {
	v = base(v)
	if v.IsLeaf() {
		return
	}
	region, done := c.done[v]
	storage := c.slot(v).Storage
	switch {
	case ir.Is[ir.Sum](v):
		if c.added[v] != len(v.Args) {
			c.fail(v, step, fmt.Sprintf("is read when %d of its %d terms are added", c.added[v], len(v.Args)))
		}
	case !done:
		c.fail(v, step, "is read before it is computed")
	case storage.IsArena() && !contains(c.held[storage], v):
		c.fail(v, step, "is read when its memory holds something else")
	case storage == StoragePassing && region != c.region:
		c.fail(v, step, "is read in another region than the one that computes it")
	case v.Batch == 0 && region == c.region && c.inBlocks() && readsRows(v):
		c.fail(v, step, "is read before all blocks of rows are in it")
	}
}

// write simulates a step.
func (c *verifier) write(st Step, step string) {
	v := st.V
	if st.Term >= 0 {
		if key := (Step{V: v, Term: st.Term}); c.terms[key] {
			c.fail(v, step, fmt.Sprintf("has its term %d twice", st.Term))
		} else {
			c.terms[key] = true
			c.added[v]++
		}
		return
	}
	if _, twice := c.done[v]; twice {
		c.fail(v, step, "is computed twice")
	}
	if c.slot(v).Storage == StorageNone {
		c.fail(v, step, "has no memory")
	}
	c.done[v] = c.region
	if c.slot(v).Storage.IsArena() {
		c.hold(v, step)
	}
}

// hold puts a value in memory and removes those that it overwrites.
func (c *verifier) hold(v *ir.Value, step string) {
	slot := c.slot(v)
	held := &c.held[slot.Storage]
	kept := (*held)[:0]
	for _, w := range *held {
		if !c.overlap(v, w) {
			kept = append(kept, w)
		}
	}
	*held = append(kept, v)
	if slot.Offset < 0 || slot.Offset+c.plan.size(v) > c.plan.Arena[slot.Storage] {
		c.fail(v, step, "lies outside its arena")
	}
}

// overlap reports whether two values share memory.
func (c *verifier) overlap(v, w *ir.Value) bool {
	a, b := c.slot(v), c.slot(w)
	return a.Storage == b.Storage && a.Storage.IsArena() && a.Offset < b.Offset+c.plan.size(w) && b.Offset < a.Offset+c.plan.size(v)
}

func (c *verifier) slot(v *ir.Value) Slot { return c.plan.Of(v).Slot }

// inBlocks reports whether the region runs for several row blocks.
func (c *verifier) inBlocks() bool {
	return c.region > 0 && c.region <= len(c.plan.Regions) && c.plan.Regions[c.region-1].Rows && c.plan.Blocks > 1
}

func contains(list []*ir.Value, v *ir.Value) bool {
	for i := len(list) - 1; i >= 0; i-- { // values are usually read soon after they were written
		if list[i] == v {
			return true
		}
	}
	return false
}
