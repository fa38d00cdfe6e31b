// What tests look at inside of kernels.

package kernel

import "github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"

const (
	LongestCall = longestCall
	StartBias   = startBias
	StartC      = startC
	ThinRows    = thinRows
)

var (
	FMA32            = fma32
	TrigonometricFar = trigonometricFar
	TwoOverPi        = twoOverPi
)

// ProductPortable is the product of two matrices by the portable loops.
func ProductPortable[T scalar.Float](m, n, k int, a []T, ars, acs int, b []T, ldb int, c []T, ldc int) {
	gemmPortable(m, n, k, a, ars, acs, b, ldb, c, ldc, startZero, nil)
}

// TransposePortable transposes by the portable loops.
func TransposePortable[T scalar.Float](dst []T, ldd int, src []T, lds, rows, cols int) {
	transposePortable(dst, ldd, src, lds, rows, cols)
}

func (x *Operand[T]) At(feature, lane int) T { return x.at(feature, lane) }

func (x *Operand[T]) From(feature, lane int) Operand[T] { return x.from(feature, lane) }
