package graph

import "slices"

// scheduled is one entry of the schedule: compute v, or add one term to a sum.
type scheduled struct {
	v    *value
	term int // with v a codeSum: which of its args; else -1
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

// order decides phases and the sequence of the steps.
func order(p *ir) *schedule {
	setPhases(p)
	s := &schedule{}
	w := &walker{done: make(map[*value]bool)}
	for _, v := range p.values {
		switch {
		case v.uses == 0:
		case v.phase == phasePrologue:
			s.prologue = append(s.prologue, scheduled{v, -1})
			w.done[v] = true
		case v.phase == phaseShared:
			s.shared = append(s.shared, scheduled{v, -1})
			w.done[v] = true
		case v.phase == phaseFinal:
			s.final = append(s.final, scheduled{v, -1})
		}
	}
	for _, ph := range []phase{phaseRun, phaseDeferred} {
		w.begin()
		for _, sums := range []bool{false, true} {
			for _, v := range slices.Concat(p.outputs, p.totals) {
				if v.phase == ph && (v.code == codeSum) == sums {
					w.visit(v)
				}
			}
		}
		s.steps = append(s.steps, joinPairs(w.merge())...)
		if ph == phaseRun {
			s.run = len(s.steps)
		}
	}
	return s
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

// constants are the values that move with the parameters only. Arguments come before their readers.
func constants(p *ir) map[*value]bool {
	constant := make(map[*value]bool)
	for _, v := range p.values {
		switch v.code {
		case codeParam, codeConst:
			constant[v] = true
		case codeInput, codeSum, codeForeign:
		default:
			constant[v] = v.batch == 0
			for _, a := range v.args {
				constant[v] = constant[v] && constant[a]
			}
		}
	}
	return constant
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

// walker lists values depth first, arguments first; contractions that only feed a sum wait
// for merge, which puts each directly behind its last operand.
type walker struct {
	done  map[*value]bool
	list  []*value
	terms []scheduled
	place map[*value]int
}

func (w *walker) begin() { w.list, w.terms, w.place = nil, nil, make(map[*value]int) }

func (w *walker) visit(root *value) {
	type frame struct {
		v    *value
		next int
	}
	stack := []frame{{root, 0}}
	for len(stack) > 0 {
		top := &stack[len(stack)-1]
		if top.next < len(top.v.args) {
			a := top.v.args[top.next]
			top.next++
			if !w.done[a] && !a.isLeaf() {
				stack = append(stack, frame{a, 0})
			}
			continue
		}
		v := top.v
		stack = stack[:len(stack)-1]
		if w.done[v] {
			continue
		}
		w.done[v] = true
		w.enter(v)
	}
}

func (w *walker) enter(v *value) {
	if v.code == codeSum {
		for i := range v.args {
			w.terms = append(w.terms, scheduled{v, i})
		}
		return
	}
	w.list = append(w.list, v)
	w.place[v] = len(w.list)
}

// merge puts the terms of sums as early as their operands allow.
func (w *walker) merge() []scheduled {
	inline := make(map[*value]bool)
	behind := make([][]scheduled, len(w.list)+1)
	for _, t := range w.terms {
		arg := t.v.args[t.term]
		at := w.place[arg]
		if inlineTerm(arg) {
			inline[arg] = true
			at = 0
			for _, a := range arg.args {
				at = max(at, w.place[a])
			}
		}
		behind[at] = append(behind[at], t)
	}
	steps := behind[0]
	for i, v := range w.list {
		if !inline[v] {
			steps = append(steps, scheduled{v, -1})
		}
		steps = append(steps, behind[i+1]...)
	}
	return steps
}

// inlineTerm reports whether a summand is accumulated straight from its operands.
func inlineTerm(v *value) bool {
	return (isContraction(v) || v.code == codeMatMulTimes) && v.uses == 1 && !v.output
}
