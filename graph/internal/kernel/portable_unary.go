// This file applies functions element by element.

package kernel

func unaryPortable[T Float](f UnaryFunc, dst, x []T) {
	function := unaryFunction[T](f)
	for i, v := range x[:len(dst)] {
		dst[i] = function(v)
	}
}

// unaryFunction is the function for one element, of any size.
func unaryFunction[T Float](f UnaryFunc) func(x T) T {
	var function any = unaryPortable64[f]
	switch {
	case f == Sin:
		function = sineOf[T]
	case f == Cos:
		function = cosineOf[T]
	case isFloat32[T]():
		function = unaryPortable32[f]
	}
	return function.(func(T) T)
}

// pairPortable takes each element's argument before it writes either result, which may be in its place.
func pairPortable[T Float](f PairFunc, first, second, x []T) {
	if f == SinCos {
		for i, v := range x {
			first[i], second[i] = sineOf(v), cosineOf(v)
		}
		return
	}
	var function any = pairPortable64[f]
	if isFloat32[T]() {
		function = pairPortable32[f]
	}
	both := function.(func(T) (T, T))
	for i, v := range x {
		first[i], second[i] = both(v)
	}
}
