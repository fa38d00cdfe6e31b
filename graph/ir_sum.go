package graph

import "github.com/gorgoflow/gorgoflow/graph/internal/kernel"

// flattenSums turns a sum of contractions over the batch (the gradient of one weight, which
// every stage and every use of the weight contributes to) into one value with many terms.
// Each term is then accumulated as soon as its operands are known, so that they need not
// live until the sum is formed.
func flattenSums(p *ir) {
	seen := make(map[*value]bool)
	for i, v := range p.outputs {
		if v.batch > 0 || !(p.sums[i] || isContractionSum(v)) {
			continue
		}
		if seen[v] || v.uses > 1 || v.isLeaf() {
			p.outputs[i] = p.add(&value{code: codeSum, args: []*value{v}, rows: v.rows, cols: v.cols})
			continue
		}
		seen[v] = true
		p.outputs[i] = p.add(&value{code: codeSum, args: sumTerms(v, true), rows: v.rows, cols: v.cols})
	}
	countUses(p)
}

// isContraction reports whether v adds over the batch.
func isContraction(v *value) bool {
	switch v.code {
	case codeMatMul, codeSumRows:
		return v.batch == 0 && v.args[0].batch > 0
	}
	return false
}

func isContractionSum(v *value) bool {
	return v.code == codeBinary && kernel.BinaryFunc(v.fn) == kernel.Add &&
		(isContraction(v.args[0]) || isContraction(v.args[1]) || isContractionSum(v.args[0]))
}

// sumTerms are the summands of a tree of additions, in order.
func sumTerms(v *value, root bool) []*value {
	if v.code == codeBinary && kernel.BinaryFunc(v.fn) == kernel.Add && (root || v.uses == 1) && v.args[0].rows == v.rows {
		return append(sumTerms(v.args[0], false), sumTerms(v.args[1], false)...)
	}
	return []*value{v}
}
