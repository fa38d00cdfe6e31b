// The traversal that orders steps.

package plan

import "github.com/gorgoflow/gorgoflow/graph/internal/ir"

// walker lists values depth first, arguments first. Contractions that only feed a sum are left to merge, which puts each
// directly behind its last operand.
type walker struct {
	done     map[*ir.Value]bool
	list     []*ir.Value
	terms    []Step
	position map[*ir.Value]int
	uses     []int // number of readers, by ID
}

func (w *walker) begin() { w.list, w.terms, w.position = nil, nil, make(map[*ir.Value]int) }

func (w *walker) visit(root *ir.Value) {
	type frame struct {
		v    *ir.Value
		next int
	}
	stack := []frame{{root, 0}}
	for len(stack) > 0 {
		top := &stack[len(stack)-1]
		if top.next < len(top.v.Args) {
			a := top.v.Args[top.next]
			top.next++
			if !w.done[a] && !a.IsLeaf() {
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

func (w *walker) enter(v *ir.Value) {
	if ir.Is[ir.Sum](v) {
		for i, arg := range v.Args {
			w.terms = append(w.terms, Step{V: v, Term: i, Inline: w.isInline(arg)})
		}
		return
	}
	w.list = append(w.list, v)
	w.position[v] = len(w.list)
}

// merge puts the terms of sums as early as their operands allow.
func (w *walker) merge() []Step {
	inline := make(map[*ir.Value]bool)
	behind := make([][]Step, len(w.list)+1)
	for _, t := range w.terms {
		arg := t.V.Args[t.Term]
		at := w.position[arg]
		if t.Inline {
			inline[arg] = true
			at = 0
			for _, a := range arg.Args {
				at = max(at, w.position[a])
			}
		}
		behind[at] = append(behind[at], t)
	}
	steps := behind[0]
	for i, v := range w.list {
		if !inline[v] {
			steps = append(steps, Step{V: v, Term: -1})
		}
		steps = append(steps, behind[i+1]...)
	}
	return steps
}

// isInline reports whether a summand is accumulated directly from its operands.
func (w *walker) isInline(v *ir.Value) bool {
	return (ir.IsContraction(v) || ir.Is[ir.MatMulTimes](v)) && w.uses[v.ID] == 1 && !v.Output
}
