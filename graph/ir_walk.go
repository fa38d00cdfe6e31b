package graph

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
			w.terms = append(w.terms, scheduled{v: v, term: i})
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
			steps = append(steps, scheduled{v: v, term: -1})
		}
		steps = append(steps, behind[i+1]...)
	}
	return steps
}

// inlineTerm reports whether a summand is accumulated straight from its operands.
func inlineTerm(v *value) bool {
	return (isContraction(v) || v.code == codeMatMulTimes) && v.uses == 1 && !v.output
}
