// This file has the element-wise functions of several operands.

package kernel

// BinaryFunc names an element-wise function of two operands.
type BinaryFunc uint8

// The element-wise functions of two operands.
const (
	Add BinaryFunc = iota // x + y
	Sub                   // x - y
	Mul                   // x · y
	Div                   // x / y
	binaryFuncs
)

// Binary sets dst[c·ldd+r] = f(x, y) for each feature c < features and lane r < lanes.
func Binary[T Float](f BinaryFunc, dst []T, ldd int, x, y Operand[T], features, lanes int) {
	if features <= 0 || lanes <= 0 {
		return
	}
	_ = dst[(features-1)*ldd+lanes-1]
	x.check(features, lanes)
	y.check(features, lanes)
	if ldd == lanes && x.flat(lanes) && y.flat(lanes) {
		features, lanes = 1, features*lanes
	}
	if !wholeVectors(features, lanes, ldd) || !x.roomy(features, lanes) || !y.roomy(features, lanes) ||
		!binaryVector(f, dst, ldd, &x, &y, features, lanes) {
		binaryPortable(f, dst, ldd, &x, &y, features, lanes)
	}
}

// TernaryFunc names a fused element-wise function of three operands.
type TernaryFunc uint8

// The fused functions. The last two are the pullbacks of Tanh and Sigmoid given their output y; they do
// not read z, which is left empty.
const (
	MulAdd            TernaryFunc = iota // x·y + z, rounded once where there is hardware for it
	MulOneMinusSquare                    // x·(1-y²)
	MulLogisticPrime                     // x·(y·(1-y))
	ternaryFuncs
)

// Ternary sets dst[c·ldd+r] = f(x, y, z) for each feature c < features and lane r < lanes.
func Ternary[T Float](f TernaryFunc, dst []T, ldd int, x, y, z Operand[T], features, lanes int) {
	if features <= 0 || lanes <= 0 {
		return
	}
	if f != MulAdd {
		z = y
	}
	_ = dst[(features-1)*ldd+lanes-1]
	x.check(features, lanes)
	y.check(features, lanes)
	z.check(features, lanes)
	if ldd == lanes && x.flat(lanes) && y.flat(lanes) && z.flat(lanes) {
		features, lanes = 1, features*lanes
	}
	if !wholeVectors(features, lanes, ldd) ||
		!x.roomy(features, lanes) || !y.roomy(features, lanes) || !z.roomy(features, lanes) ||
		!ternaryVector(f, dst, ldd, &x, &y, &z, features, lanes) {
		ternaryPortable(f, dst, ldd, &x, &y, &z, features, lanes)
	}
}

// Copy sets dst = x, of which one value may stand for many: infinite ones and zeros with a sign too.
func Copy[T Float](dst []T, ldd int, x Operand[T], features, lanes int) {
	one := [1]T{1}
	Binary(Mul, dst, ldd, x, Scalar(one[:]), features, lanes)
}
