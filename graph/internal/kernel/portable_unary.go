// This file applies functions element by element.

package kernel

import "github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"

func unaryPortable[T scalar.Float](f scalar.UnaryFunc, dst, x []T) {
	function := unaryFunction[T](f)
	for i, v := range x[:len(dst)] {
		dst[i] = function(v)
	}
}

// unaryFunction returns the function of one element of any size.
func unaryFunction[T scalar.Float](f scalar.UnaryFunc) func(x T) T {
	var function any = unaryPortable64[f]
	switch {
	case f == scalar.Sin:
		function = sineOf[T]
	case f == scalar.Cos:
		function = cosineOf[T]
	case scalar.IsFloat32[T]():
		function = unaryPortable32[f]
	}
	return function.(func(T) T)
}

// pairPortable reads each argument before it writes the results, since a result may overwrite the arguments.
func pairPortable[T scalar.Float](f scalar.PairFunc, first, second, x []T) {
	if f == scalar.SinCos {
		for i, v := range x {
			first[i], second[i] = sineOf(v), cosineOf(v)
		}
		return
	}
	var function any = pairPortable64[f]
	if scalar.IsFloat32[T]() {
		function = pairPortable32[f]
	}
	both := function.(func(T) (T, T))
	for i, v := range x {
		first[i], second[i] = both(v)
	}
}
