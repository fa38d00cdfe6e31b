// This file applies functions element by element.

package kernel

import "github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"

func unaryPortable[T scalar.Float](f scalar.UnaryFunc, dst, x []T) {
	function := unaryFunction[T](f)
	for i, v := range x[:len(dst)] {
		dst[i] = function(v)
	}
}

// unaryFunction returns the function of one element of any size. It names the type of each: a generic function as a value
// would allocate.
func unaryFunction[T scalar.Float](f scalar.UnaryFunc) func(x T) T {
	var function any = anySize(f, unaryPortable64[f], sineOf[float64], cosineOf[float64])
	if scalar.IsFloat32[T]() {
		function = anySize(f, unaryPortable32[f], sineOf[float32], cosineOf[float32])
	}
	return function.(func(T) T)
}

// anySize returns the sine or cosine of any argument in the place of those of small ones.
func anySize[F any](f scalar.UnaryFunc, function, sine, cosine F) F {
	switch f {
	case scalar.Sin:
		return sine
	case scalar.Cos:
		return cosine
	}
	return function
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
