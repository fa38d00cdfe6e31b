// The schedule: which values are computed in which phase, and in which order.

package plan

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/graph/internal/ir"
)

// Item is one entry of the schedule: compute V, or add one term to a sum.
type Item struct {
	V      *ir.Value
	Term   int  // with V a Sum: which of its args; else -1
	Inline bool // the term is accumulated straight from its operands, and never stored
	Pair   bool // V is computed along with the step before, by one kernel
}

// Schedule is the order in which a program computes, phase by phase.
type Schedule struct {
	Prologue []Item
	Shared   []Item
	Final    []Item
	Steps    []Item // PhaseRun, then PhaseDeferred
	run      int    // number of steps of PhaseRun
	phases   assignments
}

// Order decides phases and the sequence of the steps, which leads from one of the roots to the next.
func Order(p *ir.Program, roots []*ir.Value) *Schedule {
	s := &Schedule{phases: phases(p)}
	w := &walker{done: make(map[*ir.Value]bool), uses: p.Uses()}
	s.listOnce(p, w)
	for _, phase := range []Phase{PhaseRun, PhaseDeferred} {
		w.begin()
		for _, sums := range []bool{false, true} {
			for _, v := range roots {
				if s.phases.of(v).Phase == phase && ir.Is[ir.Sum](v) == sums {
					w.visit(v)
				}
			}
		}
		s.Steps = append(s.Steps, s.improve(p, w.merge())...)
		if phase == PhaseRun {
			s.run = len(s.Steps)
		}
	}
	return s
}

// listOnce lists what is not computed for rows: it is done when the walk comes to it.
func (s *Schedule) listOnce(p *ir.Program, w *walker) {
	for _, v := range p.Values {
		switch step := (Item{V: v, Term: -1}); s.phases.of(v).Phase {
		case PhasePrologue:
			s.Prologue = append(s.Prologue, step)
			w.done[v] = true
		case PhaseShared:
			s.Shared = append(s.Shared, step)
			w.done[v] = true
		case PhaseFinal:
			s.Final = append(s.Final, step)
		}
	}
}

// improve moves steps to where less memory or fewer kernels are needed.
func (s *Schedule) improve(p *ir.Program, steps []Item) []Item {
	if p.Block > 0 && !p.Without[ir.PassHoist] {
		s.hoistShared(steps)
	}
	if !p.Without[ir.PassPairs] {
		steps = joinPairs(steps)
	}
	return steps
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
