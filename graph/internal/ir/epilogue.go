// Epilogues: functions that are applied once to sums over many runs.

package ir

import "github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"

// Epilogue is a term of an accumulating output that is a linear function of sums over rows, the same in every run, such
// as the gradient of W through a product of weights. The sums accumulate instead of the output, and Finish applies the
// function once to the sums over many runs.
type Epilogue struct{ Output, Term *Value }

// deferEpilogues finds epilogues and separates them.
func deferEpilogues(p *Program) {
	t := &epilogues{constant: Constants(p), uses: p.Uses(), linear: make(map[*Value]bool)}
	for i, v := range p.Outputs {
		if !p.Sums[i] || !Is[Sum](v) {
			continue
		}
		for _, term := range v.Args {
			if !(IsContraction(term) && t.uses[term.ID] == 1) && t.isLinear(term) {
				t.found = append(t.found, Epilogue{v, term})
			}
		}
	}
	for t.dropRead() {
	}
	t.cut(p)
}

// epilogues is the state of the search.
type epilogues struct {
	constant, linear map[*Value]bool
	uses             []int
	found            []Epilogue
}

// isTotal reports whether v is a sum over rows, or a sum of such sums.
func isTotal(v *Value) bool {
	if isAddition(v) {
		return isTotal(v.Args[0]) && isTotal(v.Args[1])
	}
	return IsContraction(v)
}

// isLinear reports whether v is a linear function of totals, with constant coefficients.
func (t *epilogues) isLinear(v *Value) bool {
	if known, ok := t.linear[v]; ok {
		return known
	}
	linear := v.Batch == 0 && (isTotal(v) || t.isLinearStep(v))
	t.linear[v] = linear
	return linear
}

func (t *epilogues) isLinearStep(v *Value) bool {
	switch o := v.Op.(type) {
	case MatMul, Convolve:
		return t.oneOf(v.Args[0], v.Args[1])
	case Binary:
		switch o.Func {
		case scalar.Add, scalar.Sub:
			return t.isLinear(v.Args[0]) && t.isLinear(v.Args[1])
		case scalar.Mul:
			return t.oneOf(v.Args[0], v.Args[1])
		}
		return t.isLinear(v.Args[0]) && t.constant[v.Args[1]]
	case Affine:
		return o.Shift == 0 && t.isLinear(v.Args[0])
	case Unary:
		return o.Func == scalar.Neg && t.isLinear(v.Args[0])
	case Transpose, SliceCols, PadCols, SumCols, SumRows, FoldRows, BroadcastRows, BroadcastCols, TileRows:
		return t.isLinear(v.Args[0])
	}
	return false
}

func (t *epilogues) oneOf(x, y *Value) bool {
	return t.isLinear(x) && t.constant[y] || t.constant[x] && t.isLinear(y)
}

// inside lists the values of an epilogue down to its totals.
func (t *epilogues) inside(term *Value, seen map[*Value]bool) {
	if seen[term] || t.constant[term] {
		return
	}
	seen[term] = true
	if !isTotal(term) {
		for _, a := range term.Args {
			t.inside(a, seen)
		}
	}
}

// dropRead drops the epilogues with a value that something else reads, and reports whether there were any.
func (t *epilogues) dropRead() bool {
	all := make(map[*Value]bool)
	for _, f := range t.found {
		t.inside(f.Term, all)
	}
	reads := make(map[*Value]int)
	for _, f := range t.found {
		reads[f.Term]++
	}
	for v := range all {
		if !isTotal(v) {
			for _, a := range v.Args {
				reads[a]++
			}
		}
	}
	var kept []Epilogue
	for _, f := range t.found {
		own, read := make(map[*Value]bool), false
		t.inside(f.Term, own)
		for v := range own {
			read = read || reads[v] < t.uses[v.ID]
		}
		if !read {
			kept = append(kept, f)
		}
	}
	dropped := len(kept) < len(t.found)
	t.found = kept
	return dropped
}
