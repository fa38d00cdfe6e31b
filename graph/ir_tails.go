package graph

import "github.com/gorgoflow/gorgoflow/graph/internal/kernel"

// tail is what a run adds to an accumulating output as a function of sums over rows that is linear and the same in
// every run: the gradient of W through a product of weights, say. The sums accumulate instead, and Finish applies the
// function once to what many runs have added up.
type tail struct{ output, term *value }

// deferTails finds them.
func deferTails(p *ir) {
	t := &tails{constant: constants(p), linear: make(map[*value]bool)}
	for i, v := range p.outputs {
		if !p.sums[i] || v.code != codeSum {
			continue
		}
		for _, term := range v.args {
			if !(isContraction(term) && term.uses == 1) && t.isLinear(term) {
				t.found = append(t.found, tail{v, term})
			}
		}
	}
	for t.dropRead() {
	}
	t.cut(p)
	countUses(p)
}

// tails is the search for them.
type tails struct {
	constant, linear map[*value]bool
	found            []tail
}

// isTotal reports whether v is a sum over rows, or several of them added up.
func isTotal(v *value) bool {
	if v.code == codeBinary && kernel.BinaryFunc(v.fn) == kernel.Add {
		return isTotal(v.args[0]) && isTotal(v.args[1])
	}
	return isContraction(v)
}

// isLinear reports whether v is a linear function of totals, with coefficients that are constant.
func (t *tails) isLinear(v *value) bool {
	if known, ok := t.linear[v]; ok {
		return known
	}
	linear := v.batch == 0 && (isTotal(v) || t.isLinearStep(v))
	t.linear[v] = linear
	return linear
}

func (t *tails) isLinearStep(v *value) bool {
	switch v.code {
	case codeMatMul:
		return t.oneOf(v.args[0], v.args[1])
	case codeBinary:
		switch kernel.BinaryFunc(v.fn) {
		case kernel.Add, kernel.Sub:
			return t.isLinear(v.args[0]) && t.isLinear(v.args[1])
		case kernel.Mul:
			return t.oneOf(v.args[0], v.args[1])
		}
		return t.isLinear(v.args[0]) && t.constant[v.args[1]]
	case codeAffine:
		return v.b == 0 && t.isLinear(v.args[0])
	case codeUnary:
		return kernel.UnaryFunc(v.fn) == kernel.Neg && t.isLinear(v.args[0])
	case codeTranspose, codeSliceCols, codePadCols, codeSumCols, codeSumRows, codeFoldRows, codeBroadcastRows, codeBroadcastCols, codeTileRows:
		return t.isLinear(v.args[0])
	}
	return false
}

func (t *tails) oneOf(x, y *value) bool {
	return t.isLinear(x) && t.constant[y] || t.constant[x] && t.isLinear(y)
}

// inside lists the values of a tail down to its totals.
func (t *tails) inside(term *value, seen map[*value]bool) {
	if seen[term] || t.constant[term] {
		return
	}
	seen[term] = true
	if !isTotal(term) {
		for _, a := range term.args {
			t.inside(a, seen)
		}
	}
}

// dropRead drops the tails that hold a value which something else reads, and reports whether there were any.
func (t *tails) dropRead() bool {
	all := make(map[*value]bool)
	for _, f := range t.found {
		t.inside(f.term, all)
	}
	reads := make(map[*value]int)
	for _, f := range t.found {
		reads[f.term]++
	}
	for v := range all {
		if !isTotal(v) {
			for _, a := range v.args {
				reads[a]++
			}
		}
	}
	var kept []tail
	for _, f := range t.found {
		own, read := make(map[*value]bool), false
		t.inside(f.term, own)
		for v := range own {
			read = read || reads[v] < v.uses
		}
		if !read {
			kept = append(kept, f)
		}
	}
	dropped := len(kept) < len(t.found)
	t.found = kept
	return dropped
}
