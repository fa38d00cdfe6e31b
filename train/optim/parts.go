// Long vectors in parts, which goroutines share.

package optim

import (
	"context"
	"runtime"

	"github.com/gorgoflow/gorgoflow/internal/parallel"
)

// partLength is the number of elements in a part: a goroutine takes longer for them than it takes to start.
const partLength = 1 << 14

// eachPart calls do for the elements from to to of each vector, in parts of no particular order.
func eachPart(vectors [][]float64, do func(vector, from, to int)) error {
	var parts [][3]int
	total := 0
	for i, v := range vectors {
		total += len(v)
		for from := 0; from < len(v); from += partLength {
			parts = append(parts, [3]int{i, from, min(from+partLength, len(v))})
		}
	}
	workers := min(runtime.GOMAXPROCS(0), total/partLength)
	if workers < 2 {
		for _, p := range parts {
			do(p[0], p[1], p[2])
		}
		return nil
	}
	return parallel.Do(context.Background(), "train: an optimiser's step", workers, len(parts), func(_, k int) error {
		do(parts[k][0], parts[k][1], parts[k][2])
		return nil
	})
}
