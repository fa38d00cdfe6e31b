// This file hands element-wise functions of one operand to assembly.

package kernel

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/assembly"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

func unaryVector[T scalar.Float](f scalar.UnaryFunc, dst, x []T, count int) bool {
	if assembly.ActiveCode[T]() == nil {
		return false
	}
	for at := 0; at < count; at += longestCall {
		n := min(count-at, longestCall)
		if (f == scalar.Sin || f == scalar.Cos) && anyBeyond(x[at:], n) {
			sineOrCosine(f, dst[at:], x[at:], n)
			continue
		}
		runUnary(f, dst[at:], x[at:], n)
	}
	return true
}

func runUnary[T scalar.Float](f scalar.UnaryFunc, dst, x []T, count int) {
	code := assembly.ActiveCode[T]().Unary[f]
	code((*byte)(pointer(dst)), (*byte)(pointer(x)), assembly.WholeVectorCount[T](count))
}
