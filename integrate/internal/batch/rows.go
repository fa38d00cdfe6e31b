// Row-major arrays that a loss reads and writes.

package batch

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// Give copies the derivatives of rows lo … hi−1 to the arrays that a loss writes to.
func Give[T, S graph.Float](ybar [][]T, qbar [][]float64, bars [][]S, blocks []ode.Block, lo, hi int) {
	for b, block := range blocks {
		bar := bars[b][lo*block.Width : hi*block.Width]
		if block.Quadrature {
			convert(qbar[b], bar)
		} else {
			convert(ybar[b], bar)
		}
	}
}

// convert copies numbers of one type to another.
func convert[A, B graph.Float](dst []A, src []B) {
	for i, v := range src {
		dst[i] = A(v)
	}
}
