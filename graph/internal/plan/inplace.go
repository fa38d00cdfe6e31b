// Results that take the memory of an operand.

package plan

import "github.com/gorgoflow/gorgoflow/graph/internal/ir"

// inPlace finds an operand whose storage the result may take over: one that dies in this
// group and is not read by a later step of it.
func (pl *Plan) inPlace(st Item, g *Group, gi int, inherited map[*ir.Value]bool) *ir.Value {
	candidates := st.V.Args
	switch {
	case pl.Ir.Without[ir.PassInPlace]:
		return nil
	case ir.Is[ir.MatMul](st.V) && len(candidates) == 3:
		candidates = candidates[2:]
		if candidates[0].Rows != st.V.Rows {
			return nil // a bias
		}
		if base(st.V.Args[0]) == candidates[0] || base(st.V.Args[1]) == candidates[0] {
			return nil
		}
	case !st.V.IsElementwise():
		return nil
	}
	for _, a := range candidates {
		of := pl.Of(a)
		if of.Slot.Storage == pl.Of(st.V).Slot.Storage && of.Last == gi && !inherited[a] && a.Batch == st.V.Batch &&
			a.Cols == st.V.Cols && a.Rows == st.V.Rows && !readLater(g, st, a) && pl.size(st.V) == pl.size(a) {
			return a
		}
	}
	return nil
}

// readLater reports whether a step behind st in the group reads a, or any step of it reads a in part: of a loop over tiles
// all are behind.
func readLater(g *Group, st Item, a *ir.Value) bool {
	behind := false
	for _, other := range g.Steps {
		for i, r := range Reads(other) {
			if r == a && (behind || other.Term < 0 && other.V.Args[i] != a) {
				return true
			}
		}
		behind = behind || other.V == st.V
	}
	return false
}
