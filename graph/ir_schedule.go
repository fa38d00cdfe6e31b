package graph

import "slices"

// scheduled is one entry of the schedule: compute v, or add one term to a sum.
type scheduled struct {
	v    *value
	term int  // with v a codeSum: which of its args; else -1
	pair bool // v is computed along with the step before, by one kernel
}

// schedule is the order in which a program computes, phase by phase.
type schedule struct {
	prologue []scheduled
	shared   []scheduled
	final    []scheduled
	steps    []scheduled // phaseRun, then phaseDeferred
	run      int         // number of steps of phaseRun
}

// prepareOutputs gives every output a value of its own to be stored in.
func prepareOutputs(p *ir) {
	for i, v := range p.outputs {
		if v.isLeaf() || v.isView() || v.isBroadcast() || v.output {
			v = p.add(&value{code: codeAffine, a: 1, args: []*value{v}, rows: v.rows, cols: v.cols, batch: v.batch})
			p.outputs[i] = v
		}
		v.output = true
	}
	countUses(p)
}

// order decides phases and the sequence of the steps, which leads from one of the roots to the next.
func order(p *ir, roots []*value) *schedule {
	setPhases(p)
	s := &schedule{}
	w := &walker{done: make(map[*value]bool)}
	for _, v := range p.values {
		switch {
		case v.uses == 0:
		case v.phase == phasePrologue:
			s.prologue = append(s.prologue, scheduled{v: v, term: -1})
			w.done[v] = true
		case v.phase == phaseShared:
			s.shared = append(s.shared, scheduled{v: v, term: -1})
			w.done[v] = true
		case v.phase == phaseFinal:
			s.final = append(s.final, scheduled{v: v, term: -1})
		}
	}
	for _, ph := range []phase{phaseRun, phaseDeferred} {
		w.begin()
		for _, sums := range []bool{false, true} {
			for _, v := range roots {
				if v.phase == ph && (v.code == codeSum) == sums {
					w.visit(v)
				}
			}
		}
		steps := w.merge()
		if p.block > 0 && !p.without[passHoist] {
			hoistShared(steps)
		}
		if !p.without[passPairs] {
			steps = joinPairs(steps)
		}
		s.steps = append(s.steps, steps...)
		if ph == phaseRun {
			s.run = len(s.steps)
		}
	}
	return s
}

// byAncestors lists the values first that depend on the most others. Of the outputs of a Runge–Kutta step those are sums over
// all stages, which lead from stage to stage and take all that a stage contributes while it is in cache.
func byAncestors(roots []*value) []*value {
	count := make(map[*value]int)
	for _, root := range roots {
		seen := make(map[*value]bool)
		for stack := []*value{root}; len(stack) > 0; {
			v := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if !seen[v] {
				seen[v] = true
				stack = append(stack, v.args...)
			}
		}
		count[root] = len(seen)
	}
	sorted := slices.Clone(roots)
	slices.SortStableFunc(sorted, func(a, b *value) int { return count[b] - count[a] })
	return sorted
}

// setPhases: what depends on parameters alone once, what is the same for all blocks of rows before them, what the plain
// outputs need in Run, the rest later.
func setPhases(p *ir) {
	constant, isShared := constants(p), sharedByRows(p)
	for _, v := range p.values {
		switch {
		case v.isLeaf():
			v.phase = phaseLeaf
		case v.final:
			v.phase = phaseFinal
		case constant[v]:
			v.phase = phasePrologue
		case p.block > 0 && isShared[v] && (v.rows == 1 || v.cols == 1):
			v.phase = phaseShared
		default:
			v.phase = phaseDeferred
		}
	}
	for i, v := range p.outputs {
		if !p.deferred[i] {
			markRun(v)
		}
	}
	for _, v := range p.runTotals() {
		markRun(v)
	}
}

// constants are the values that move with the parameters only.
func constants(p *ir) map[*value]bool {
	return throughout(p, func(v *value) bool {
		return v.batch == 0 && v.code != codeInput && v.code != codeSum && v.code != codeForeign
	})
}

// throughout are the values for which something holds, and for all that they are computed from. Arguments come before
// their readers.
func throughout(p *ir, holds func(v *value) bool) map[*value]bool {
	all := make(map[*value]bool)
	for _, v := range p.values {
		all[v] = holds(v)
		for _, a := range v.args {
			all[v] = all[v] && all[a]
		}
	}
	return all
}

func markRun(root *value) {
	stack := []*value{root}
	for len(stack) > 0 {
		v := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if v.phase != phaseDeferred {
			continue
		}
		v.phase = phaseRun
		stack = append(stack, v.args...)
	}
}
