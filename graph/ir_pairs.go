package graph

import "github.com/gorgoflow/gorgoflow/graph/internal/kernel"

// parts are the two functions of a pair that one kernel computes for little more than either of them.
var parts = map[kernel.UnaryFunc]kernel.UnaryFunc{kernel.Softplus: kernel.Sigmoid, kernel.Sigmoid: kernel.Softplus, kernel.Sin: kernel.Cos, kernel.Cos: kernel.Sin}

// areParts reports whether two values are such functions of the same stored argument.
func areParts(v, w *value) bool {
	if v.code != codeUnary || w.code != codeUnary || v.args[0] != w.args[0] || v.args[0].isBroadcast() {
		return false
	}
	other, ok := parts[kernel.UnaryFunc(v.fn)]
	return ok && other == kernel.UnaryFunc(w.fn)
}

// joinPairs moves the later part of each pair behind the earlier one. Its value is kept from there on instead of the
// argument's. A value belongs to one pair at most: a third function of the same argument is computed alone.
func joinPairs(steps []scheduled) []scheduled {
	open := make(map[*value]*value)  // by the argument: a part that waits for its partner
	later := make(map[*value]*value) // by the earlier part
	moved := make(map[*value]bool)
	for _, st := range steps {
		if !isPart(st) {
			continue
		}
		x := st.v.args[0]
		if earlier := open[x]; earlier != nil && areParts(earlier, st.v) {
			later[earlier], moved[st.v] = st.v, true
			delete(open, x)
		} else if earlier == nil {
			open[x] = st.v
		}
	}
	joined := make([]scheduled, 0, len(steps))
	for _, st := range steps {
		if moved[st.v] {
			continue
		}
		joined = append(joined, st)
		if second := later[st.v]; second != nil {
			joined = append(joined, scheduled{v: second, term: -1, pair: true})
		}
	}
	return joined
}

// isPart reports whether a step computes a function that has a partner of a per-row value.
func isPart(st scheduled) bool {
	v := st.v
	if st.term >= 0 || v.code != codeUnary || v.batch == 0 {
		return false
	}
	_, ok := parts[kernel.UnaryFunc(v.fn)]
	return ok
}
