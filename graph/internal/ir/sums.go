// Sums of contractions over the batch.

package ir

import "github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"

// flattenSums turns a sum of contractions over the batch into one value with many terms. Such a sum is the gradient of a
// weight, to which every stage and every use of the weight contributes. Each term is then accumulated as soon as its
// operands have been computed, so that the operands need not live until the end.
func flattenSums(p *Program) {
	seen, uses := make(map[*Value]bool), p.Uses()
	for i, v := range p.Outputs {
		if v.Batch > 0 || !(p.Sums[i] || isContractionSum(v)) {
			continue
		}
		if seen[v] || uses[v.ID] > 1 || v.IsLeaf() {
			p.Outputs[i] = p.Add(&Value{Op: Sum{}, Args: []*Value{v}, Rows: v.Rows, Cols: v.Cols})
			continue
		}
		seen[v] = true
		p.Outputs[i] = p.Add(&Value{Op: Sum{}, Args: sumTerms(v, uses), Rows: v.Rows, Cols: v.Cols})
	}
	dropUnread(p) // of the additions
}

func isContractionSum(v *Value) bool {
	return isAddition(v) &&
		(IsContraction(v.Args[0]) || IsContraction(v.Args[1]) || isContractionSum(v.Args[0]))
}

func isAddition(v *Value) bool { return v.Op == Binary{Func: scalar.Add} }

// sumTerms returns the summands of a tree of additions, in order.
func sumTerms(root *Value, uses []int) (terms []*Value) {
	var walk func(v *Value)
	walk = func(v *Value) {
		if isAddition(v) && (v == root || uses[v.ID] == 1) && v.Args[0].Rows == v.Rows {
			walk(v.Args[0])
			walk(v.Args[1])
			return
		}
		terms = append(terms, v)
	}
	walk(root)
	return terms
}
