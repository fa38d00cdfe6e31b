// The processor's peak, a benchmark aid.

package graph

import (
	"time"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
)

// PeakFlops measures how many floating-point operations a second one core does in a loop of nothing but fused
// multiply-adds: the limit that benchmarks compare with. 0 where only the portable arithmetic runs.
func PeakFlops[T Float]() float64 {
	best := 0.0
	for range 5 { // the best of a few short ones: other work can only slow a loop down
		start := time.Now()
		flops := kernel.PeakRounds[T](100_000)
		best = max(best, float64(flops)/time.Since(start).Seconds())
	}
	return best
}
