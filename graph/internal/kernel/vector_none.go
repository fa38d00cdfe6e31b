//go:build !amd64 || purego

package kernel

// Without vector code every dispatcher declines, and the portable code runs.

// ScratchLen returns how many elements of scratch GemmNT needs.
func ScratchLen(m, k, n int) int { return 0 }

// Features names the vector instructions in use.
func Features() string { return "portable" }

func gemmVector[T Float](m, n, k int, a []T, ars, acs int, b []T, ldb int, c []T, ldc, start int, bias []T) bool {
	return false
}

func gemmTimesVector[T Float](m, n, k int, a []T, ars, acs int, b []T, ldb int, factor, c []T, ldc int, accumulate bool) bool {
	return false
}

func gemmNTVector[T Float](m, k, n int, a []T, lda int, b []T, ldb int, c []T, crs, ccs int, accumulate bool, scratch []T) bool {
	return false
}

func unaryVector[T Float](f UnaryFunc, dst, x []T, count int) bool { return false }

func pairVector[T Float](f PairFunc, first, second, x []T, count int) bool { return false }

func binaryVector[T Float](f BinaryFunc, dst []T, ldd int, x, y *Operand[T], features, lanes int) bool {
	return false
}

func ternaryVector[T Float](f TernaryFunc, dst []T, ldd int, x, y, z *Operand[T], features, lanes int) bool {
	return false
}

func sumLanesVector[T Float](dst []T, stride int, x []T, ldx, features, n int, accumulate bool) bool {
	return false
}

func sumFeaturesVector[T Float](dst, x []T, ldx, features, lanes int, accumulate bool) bool {
	return false
}

func sumFeaturesProductVector[T Float](dst, x []T, ldx int, y []T, ldy, features, lanes int, accumulate bool) bool {
	return false
}

func transposeVector[T Float](dst []T, ldd int, src []T, lds, rows, cols int) bool { return false }
