// Results in the memory of an operand.

package plan

import "github.com/gorgoflow/gorgoflow/graph/internal/ir"

// inPlace finds an operand whose memory the result may take: one that dies in this group and that no later step of the
// group reads.
func (pl *Plan) inPlace(st Step, g *Group, gi int, inherited map[*ir.Value]bool) *ir.Value {
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

// readLater reports whether a step behind st in the group reads a, or any step of the group reads a part of a: in a loop
// over tiles every step runs after st for some tile.
func readLater(g *Group, st Step, a *ir.Value) bool {
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
