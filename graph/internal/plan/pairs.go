// Making two functions of one argument neighbours.

package plan

import "github.com/gorgoflow/gorgoflow/graph/internal/ir"

// joinPairs moves the later part of each pair behind the earlier one. Its value is then kept instead of the argument's. A
// value belongs to at most one pair: a third function of the same argument is computed separately.
func joinPairs(steps []Step) []Step {
	open := make(map[*ir.Value]*ir.Value)  // by argument: a part without a partner so far
	later := make(map[*ir.Value]*ir.Value) // by the earlier part
	moved := make(map[*ir.Value]bool)
	for _, st := range steps {
		if !isPart(st) {
			continue
		}
		x := st.V.Args[0]
		if earlier := open[x]; earlier != nil && ir.AreParts(earlier, st.V) {
			later[earlier], moved[st.V] = st.V, true
			delete(open, x)
		} else if earlier == nil {
			open[x] = st.V
		}
	}
	joined := make([]Step, 0, len(steps))
	for _, st := range steps {
		if moved[st.V] {
			continue
		}
		joined = append(joined, st)
		if second := later[st.V]; second != nil {
			joined = append(joined, Step{V: second, Term: -1, Pair: true})
		}
	}
	return joined
}

// isPart reports whether a step computes a function of a per-row value that can be a part of a pair.
func isPart(st Step) bool {
	function, ok := st.V.Op.(ir.Unary)
	if !ok || st.V.Batch == 0 {
		return false
	}
	_, ok = ir.Parts[function.Func]
	return ok
}
