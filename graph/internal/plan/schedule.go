// The schedule: the phase of each value, and the order of computations.

package plan

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/graph/internal/ir"
)

// Step is the computation of V, or of one term of a sum.
type Step struct {
	V      *ir.Value
	Term   int  // if V is a Sum: the index of the argument; else -1
	Inline bool // the term is accumulated directly from its operands, and never stored
	Pair   bool // one kernel computes V together with the step before
}

// Schedule is the order of a program's computations, phase by phase.
type Schedule struct {
	Prologue []Step
	Shared   []Step
	Final    []Step
	Steps    []Step // PhaseRun, then PhaseDeferred
	run      int    // number of steps of PhaseRun
	phases   assignments
}

// Order decides on phases and on the order of the steps, which visits the roots in turn.
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

// listOnce lists values that are not computed for rows, when the walk reaches them.
func (s *Schedule) listOnce(p *ir.Program, w *walker) {
	for _, v := range p.Values {
		switch step := (Step{V: v, Term: -1}); s.phases.of(v).Phase {
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

// improve reorders steps to need less memory or fewer kernels.
func (s *Schedule) improve(p *ir.Program, steps []Step) []Step {
	if p.Block > 0 && !p.Without[ir.PassHoist] {
		steps = sinkShared(steps)
		s.hoistShared(steps)
	}
	if !p.Without[ir.PassPairs] {
		steps = joinPairs(steps)
	}
	return steps
}

// ByAncestors lists first the values that depend on the most others. Among the outputs of a Runge–Kutta step these are sums
// over all stages: their computation goes from stage to stage and uses all that a stage contributes while it is in cache.
func ByAncestors(p *ir.Program, roots []*ir.Value) []*ir.Value {
	count, seen, stack := make(map[*ir.Value]int), make([]*ir.Value, len(p.Values)), []*ir.Value(nil)
	for _, root := range roots {
		n := 0
		for stack = append(stack, root); len(stack) > 0; {
			v := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if seen[v.ID] != root {
				seen[v.ID] = root
				stack = append(stack, v.Args...)
				n++
			}
		}
		count[root] = n
	}
	sorted := slices.Clone(roots)
	slices.SortStableFunc(sorted, func(a, b *ir.Value) int { return count[b] - count[a] })
	return sorted
}
