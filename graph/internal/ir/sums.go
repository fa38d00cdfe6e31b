package ir

import "github.com/gorgoflow/gorgoflow/graph/internal/kernel"

// flattenSums turns a sum of contractions over the batch (the gradient of one weight, which
// every stage and every use of the weight contributes to) into one value with many terms.
// Each term is then accumulated as soon as its operands are known, so that they need not
// live until the sum is formed.
func flattenSums(p *Program) {
	seen := make(map[*Value]bool)
	for i, v := range p.Outputs {
		if v.Batch > 0 || !(p.Sums[i] || isContractionSum(v)) {
			continue
		}
		if seen[v] || v.Uses > 1 || v.IsLeaf() {
			p.Outputs[i] = p.Add(&Value{Code: Sum, Args: []*Value{v}, Rows: v.Rows, Cols: v.Cols})
			continue
		}
		seen[v] = true
		p.Outputs[i] = p.Add(&Value{Code: Sum, Args: sumTerms(v, true), Rows: v.Rows, Cols: v.Cols})
	}
	countUses(p)
}

// IsContraction reports whether v adds over the batch.
func IsContraction(v *Value) bool {
	switch v.Code {
	case MatMul, SumRows:
		return v.Batch == 0 && v.Args[0].Batch > 0
	}
	return false
}

func isContractionSum(v *Value) bool {
	return v.Code == Binary && kernel.BinaryFunc(v.Fn) == kernel.Add &&
		(IsContraction(v.Args[0]) || IsContraction(v.Args[1]) || isContractionSum(v.Args[0]))
}

// sumTerms are the summands of a tree of additions, in order.
func sumTerms(v *Value, root bool) []*Value {
	if v.Code == Binary && kernel.BinaryFunc(v.Fn) == kernel.Add && (root || v.Uses == 1) && v.Args[0].Rows == v.Rows {
		return append(sumTerms(v.Args[0], false), sumTerms(v.Args[1], false)...)
	}
	return []*Value{v}
}
