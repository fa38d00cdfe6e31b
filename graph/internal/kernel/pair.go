// This file has the pairs of functions that share most of their work.

package kernel

import "github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"

// Pair sets first[i] and second[i] to the two functions of x[i] for i < count, with the bits that Unary gives
// for each by itself. Either may be x; they must not overlap each other. Elements up to RoundUp(count) may
// be read and written.
func Pair[T scalar.Float](f scalar.PairFunc, first, second, x []T, count int) {
	if count <= 0 {
		return
	}
	_, _, _ = first[count-1], second[count-1], x[count-1]
	if !pairVector(f, first, second, x, count) {
		pairPortable(f, first[:count], second[:count], x[:count])
	}
}
