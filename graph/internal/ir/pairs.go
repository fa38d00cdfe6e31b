// Pairs of functions that one kernel computes.

package ir

import "github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"

// Parts maps each function of a pair to the other: one kernel computes both for little more than either of them.
var Parts = map[scalar.UnaryFunc]scalar.UnaryFunc{scalar.Softplus: scalar.Sigmoid, scalar.Sigmoid: scalar.Softplus, scalar.Sin: scalar.Cos, scalar.Cos: scalar.Sin}

// AreParts reports whether two values are the two functions of a pair for the same stored argument.
func AreParts(v, w *Value) bool {
	first, ok := v.Op.(Unary)
	if !ok || !Is[Unary](w) || v.Args[0] != w.Args[0] || v.Args[0].IsBroadcast() {
		return false
	}
	other, ok := Parts[first.Func]
	return ok && w.Op == Unary{Func: other}
}
