// Pairs of functions that one kernel computes.

package ir

import "github.com/gorgoflow/gorgoflow/graph/internal/kernel"

// Parts are the two functions of a pair that one kernel computes for little more than either of them.
var Parts = map[kernel.UnaryFunc]kernel.UnaryFunc{kernel.Softplus: kernel.Sigmoid, kernel.Sigmoid: kernel.Softplus, kernel.Sin: kernel.Cos, kernel.Cos: kernel.Sin}

// AreParts reports whether two values are such functions of the same stored argument.
func AreParts(v, w *Value) bool {
	first, ok := v.Op.(Unary)
	if !ok || !Is[Unary](w) || v.Args[0] != w.Args[0] || v.Args[0].IsBroadcast() {
		return false
	}
	other, ok := Parts[first.Func]
	return ok && w.Op == Unary{Func: other}
}
