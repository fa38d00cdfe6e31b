package ir

import "github.com/gorgoflow/gorgoflow/graph/internal/kernel"

// Parts are the two functions of a pair that one kernel computes for little more than either of them.
var Parts = map[kernel.UnaryFunc]kernel.UnaryFunc{kernel.Softplus: kernel.Sigmoid, kernel.Sigmoid: kernel.Softplus, kernel.Sin: kernel.Cos, kernel.Cos: kernel.Sin}

// AreParts reports whether two values are such functions of the same stored argument.
func AreParts(v, w *Value) bool {
	if v.Code != Unary || w.Code != Unary || v.Args[0] != w.Args[0] || v.Args[0].IsBroadcast() {
		return false
	}
	other, ok := Parts[kernel.UnaryFunc(v.Fn)]
	return ok && other == kernel.UnaryFunc(w.Fn)
}
