package graph

// inPlace finds an operand whose storage the result may take over: one that dies in this
// group and is not read by a later step of it.
func (pl *plan) inPlace(st scheduled, g *group, gi int, inherited map[*value]bool) *value {
	candidates := st.v.args
	switch {
	case st.v.code == codeMatMul && len(candidates) == 3:
		candidates = candidates[2:]
		if candidates[0].rows != st.v.rows {
			return nil // a bias
		}
		if base(st.v.args[0]) == candidates[0] || base(st.v.args[1]) == candidates[0] {
			return nil
		}
	case !st.v.isElementwise():
		return nil
	}
	for _, a := range candidates {
		if a.slot.place == st.v.slot.place && a.last == gi && !inherited[a] && a.batch == st.v.batch &&
			a.cols == st.v.cols && a.rows == st.v.rows && !readLater(g, st, a) && st.v.size(pl.stride) == a.size(pl.stride) {
			return a
		}
	}
	return nil
}

// readLater reports whether a step behind st in the group reads a, or reads it through a
// broadcast or view in st itself.
func readLater(g *group, st scheduled, a *value) bool {
	behind := false
	for _, other := range g.steps {
		if behind {
			for _, r := range reads(other) {
				if r == a {
					return true
				}
			}
		}
		if other.v == st.v {
			behind = true
			for _, x := range st.v.args {
				if x != a && base(x) == a {
					return true
				}
			}
		}
	}
	return false
}
