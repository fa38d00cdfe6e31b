package plan

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/graph/internal/ir"
)

// Item is one entry of the schedule: compute v, or add one term to a sum.
type Item struct {
	V    *ir.Value
	Term int  // with v a Sum: which of its args; else -1
	Pair bool // v is computed along with the step before, by one kernel
}

// Schedule is the order in which a program computes, phase by phase.
type Schedule struct {
	prologue []Item
	shared   []Item
	final    []Item
	Steps    []Item // PhaseRun, then PhaseDeferred
	run      int    // number of steps of PhaseRun
}

// Order decides phases and the sequence of the steps, which leads from one of the roots to the next.
func Order(p *ir.Program, roots []*ir.Value) *Schedule {
	setPhases(p)
	s := &Schedule{}
	w := &walker{done: make(map[*ir.Value]bool)}
	for _, v := range p.Values {
		switch {
		case v.Uses == 0:
		case v.Phase == ir.PhasePrologue:
			s.prologue = append(s.prologue, Item{V: v, Term: -1})
			w.done[v] = true
		case v.Phase == ir.PhaseShared:
			s.shared = append(s.shared, Item{V: v, Term: -1})
			w.done[v] = true
		case v.Phase == ir.PhaseFinal:
			s.final = append(s.final, Item{V: v, Term: -1})
		}
	}
	for _, ph := range []ir.Phase{ir.PhaseRun, ir.PhaseDeferred} {
		w.begin()
		for _, sums := range []bool{false, true} {
			for _, v := range roots {
				if v.Phase == ph && (v.Code == ir.Sum) == sums {
					w.visit(v)
				}
			}
		}
		steps := w.merge()
		if p.Block > 0 && !p.Without[ir.PassHoist] {
			hoistShared(steps)
		}
		if !p.Without[ir.PassPairs] {
			steps = joinPairs(steps)
		}
		s.Steps = append(s.Steps, steps...)
		if ph == ir.PhaseRun {
			s.run = len(s.Steps)
		}
	}
	return s
}

// ByAncestors lists the values first that depend on the most others. Of the outputs of a Runge–Kutta step those are sums over
// all stages, which lead from stage to stage and take all that a stage contributes while it is in cache.
func ByAncestors(roots []*ir.Value) []*ir.Value {
	count := make(map[*ir.Value]int)
	for _, root := range roots {
		seen := make(map[*ir.Value]bool)
		for stack := []*ir.Value{root}; len(stack) > 0; {
			v := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if !seen[v] {
				seen[v] = true
				stack = append(stack, v.Args...)
			}
		}
		count[root] = len(seen)
	}
	sorted := slices.Clone(roots)
	slices.SortStableFunc(sorted, func(a, b *ir.Value) int { return count[b] - count[a] })
	return sorted
}

// setPhases: what depends on parameters alone once, what is the same for all blocks of rows before them, what the plain
// outputs need in Run, the rest later.
func setPhases(p *ir.Program) {
	constant, isShared := ir.Constants(p), sharedByRows(p)
	for _, v := range p.Values {
		switch {
		case v.IsLeaf():
			v.Phase = ir.PhaseLeaf
		case v.Final:
			v.Phase = ir.PhaseFinal
		case constant[v]:
			v.Phase = ir.PhasePrologue
		case p.Block > 0 && isShared[v] && (v.Rows == 1 || v.Cols == 1):
			v.Phase = ir.PhaseShared
		default:
			v.Phase = ir.PhaseDeferred
		}
	}
	for i, v := range p.Outputs {
		if !p.Deferred[i] {
			markRun(v)
		}
	}
	for _, v := range p.RunTotals() {
		markRun(v)
	}
}

func markRun(root *ir.Value) {
	stack := []*ir.Value{root}
	for len(stack) > 0 {
		v := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if v.Phase != ir.PhaseDeferred {
			continue
		}
		v.Phase = ir.PhaseRun
		stack = append(stack, v.Args...)
	}
}
