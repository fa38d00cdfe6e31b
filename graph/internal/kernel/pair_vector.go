// This file hands pairs of functions to assembly.

package kernel

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/assembly"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

func pairVector[T scalar.Float](f scalar.PairFunc, first, second, x []T, count int) bool {
	if assembly.ActiveCode[T]() == nil {
		return false
	}
	for at := 0; at < count; at += longestCall {
		n := min(count-at, longestCall)
		if f == scalar.SinCos && anyBeyond(x[at:], n) {
			sineAndCosine(first[at:], second[at:], x[at:], n)
			continue
		}
		runPair(f, first[at:], second[at:], x[at:], n)
	}
	return true
}

func runPair[T scalar.Float](f scalar.PairFunc, first, second, x []T, count int) {
	code := assembly.ActiveCode[T]().Pair[f]
	code((*byte)(pointer(first)), (*byte)(pointer(second)), (*byte)(pointer(x)), assembly.WholeVectorCount[T](count))
}
