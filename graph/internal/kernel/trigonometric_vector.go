// This file replaces arguments that are too large for the vector code of sine and cosine.

package kernel

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/assembly"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

// anyBeyond says whether some argument is too large for the vector code of sine and cosine.
func anyBeyond[T scalar.Float](x []T, count int) bool {
	return assembly.ActiveCode[T]().Beyond((*byte)(pointer(x)), assembly.WholeVectorCount[T](count)) != 0
}

// sineOrCosine computes large arguments element by element, so that no element's value depends on others. It saves the
// arguments, since the results may overwrite them.
func sineOrCosine[T scalar.Float](f scalar.UnaryFunc, dst, x []T, count int) {
	for at := 0; at < count; at += Pad {
		var copied [Pad]T
		n := copy(copied[:], x[at:count])
		runUnary(f, dst[at:], x[at:], n)
		replaceFar(f, dst[at:], copied[:n])
	}
}

// sineAndCosine is sineOrCosine for both functions.
func sineAndCosine[T scalar.Float](sin, cos, x []T, count int) {
	for at := 0; at < count; at += Pad {
		var copied [Pad]T
		n := copy(copied[:], x[at:count])
		runPair(scalar.SinCos, sin[at:], cos[at:], x[at:], n)
		replaceFar(scalar.Sin, sin[at:], copied[:n])
		replaceFar(scalar.Cos, cos[at:], copied[:n])
	}
}

// replaceFar computes the elements whose argument is too large or NaN.
func replaceFar[T scalar.Float](f scalar.UnaryFunc, dst, x []T) {
	limit := nearLimit[T]()
	for i, v := range x {
		if !(v <= limit && -v <= limit) {
			dst[i] = T(trigonometricFar(f, float64(v)))
		}
	}
}
