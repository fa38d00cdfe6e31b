// This file has the element-wise functions of several operands.

package kernel

import "github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"

// Binary sets dst[c·ldd+r] = f(x, y) for each feature c < features and lane r < lanes.
func Binary[T scalar.Float](f scalar.BinaryFunc, dst []T, ldd int, x, y Operand[T], features, lanes int) {
	if features <= 0 || lanes <= 0 {
		return
	}
	_ = dst[(features-1)*ldd+lanes-1]
	x.check(features, lanes)
	y.check(features, lanes)
	if ldd == lanes && x.flat(lanes) && y.flat(lanes) {
		features, lanes = 1, features*lanes
	}
	if !wholeVectors[T](features, lanes, ldd) || !x.roomy(features, lanes) || !y.roomy(features, lanes) ||
		!binaryVector(f, dst, ldd, &x, &y, features, lanes) {
		binaryPortable(f, dst, ldd, &x, &y, features, lanes)
	}
}

// Ternary sets dst[c·ldd+r] = f(x, y, z) for each feature c < features and lane r < lanes.
func Ternary[T scalar.Float](f scalar.TernaryFunc, dst []T, ldd int, x, y, z Operand[T], features, lanes int) {
	if features <= 0 || lanes <= 0 {
		return
	}
	if !f.ReadsAll() {
		z = y
	}
	features, lanes, whole := joinFeatures(dst, ldd, &x, &y, &z, features, lanes)
	if !whole || !ternaryVector(f, dst, ldd, &x, &y, &z, features, lanes) {
		ternaryPortable(f, dst, ldd, &x, &y, &z, features, lanes)
	}
}

// joinFeatures treats contiguous features as lanes of one feature, and reports whether whole vectors of lanes may be
// touched. It panics if a slice is too short for its features and lanes.
func joinFeatures[T scalar.Float](dst []T, ldd int, x, y, z *Operand[T], features, lanes int) (joined, long int, whole bool) {
	_ = dst[(features-1)*ldd+lanes-1]
	x.check(features, lanes)
	y.check(features, lanes)
	z.check(features, lanes)
	if ldd == lanes && x.flat(lanes) && y.flat(lanes) && z.flat(lanes) {
		features, lanes = 1, features*lanes
	}
	return features, lanes, wholeVectors[T](features, lanes, ldd) && x.roomy(features, lanes) && y.roomy(features, lanes) && z.roomy(features, lanes)
}

// Copy sets dst = x, where one value of x may stand for many. It preserves infinities and the signs of zeros.
func Copy[T scalar.Float](dst []T, ldd int, x Operand[T], features, lanes int) {
	one := [1]T{1}
	Binary(scalar.Mul, dst, ldd, x, Scalar(one[:]), features, lanes)
}
