// This file hands element-wise functions of one operand to assembly.

package kernel

func unaryVector[T Float](f UnaryFunc, dst, x []T, count int) bool {
	if activeCode[T]() == nil {
		return false
	}
	for at := 0; at < count; at += longestCall {
		n := min(count-at, longestCall)
		if (f == Sin || f == Cos) && anyBeyond(x[at:], n) {
			sineOrCosine(f, dst[at:], x[at:], n)
			continue
		}
		runUnary(f, dst[at:], x[at:], n)
	}
	return true
}

func runUnary[T Float](f UnaryFunc, dst, x []T, count int) {
	code := activeCode[T]().unary[f]
	code((*byte)(pointer(dst)), (*byte)(pointer(x)), wholeVectorCount[T](count))
}
