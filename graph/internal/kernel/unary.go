// This file has the element-wise functions of one operand.

package kernel

import "github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"

// Unary sets dst[i] = f(x[i]) for i < count. Elements up to a whole number of vectors (PadOf) may be read and written.
func Unary[T scalar.Float](f scalar.UnaryFunc, dst, x []T, count int) {
	if count <= 0 {
		return
	}
	_, _ = dst[count-1], x[count-1]
	if unaryVector(f, dst, x, count) {
		return
	}
	unaryPortable(f, dst[:count], x[:count])
}
