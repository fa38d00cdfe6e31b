package kernel

import "math"

// anyBeyond says whether some argument is too large for the vector code of sine and cosine.
func anyBeyond[T Float](x []T, count int) bool {
	return activeCode[T]().beyond((*byte)(pointer(x)), wholeVectorCount[T](count)) != 0
}

// trigonometricFar goes by way of package math where an argument is too large, element by element, so that
// no element's value depends on the others. It keeps the arguments, which the results may be written over.
func trigonometricFar[T Float](f UnaryFunc, dst, x []T, count int) {
	for at := 0; at < count; at += Pad {
		var copied [Pad]T
		n := copy(copied[:], x[at:count])
		runUnary(f, dst[at:], x[at:], n)
		replaceFar(f, dst[at:], copied[:n])
	}
}

// sinCosFar is trigonometricFar for both functions.
func sinCosFar[T Float](sin, cos, x []T, count int) {
	for at := 0; at < count; at += Pad {
		var copied [Pad]T
		n := copy(copied[:], x[at:count])
		runPair(SinCos, sin[at:], cos[at:], x[at:], n)
		replaceFar(Sin, sin[at:], copied[:n])
		replaceFar(Cos, cos[at:], copied[:n])
	}
}

// replaceFar sets those elements whose argument is too large, or not a number.
func replaceFar[T Float](f UnaryFunc, dst, x []T) {
	limit := 0x1p30
	if isFloat32[T]() {
		limit = 0x1p16
	}
	for i, v := range x {
		if !(math.Abs(float64(v)) <= limit) {
			dst[i] = T(mathFunctions[f](float64(v)))
		}
	}
}
