// The processor's peak rate, for benchmarks.

package graph

import (
	"time"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
)

// PeakFlops measures the floating-point operations a second of one core in a loop of fused multiply-adds: the upper
// limit for benchmarks. It is 0 where only portable code runs.
func PeakFlops[T Float]() float64 {
	best := 0.0
	for range 5 { // the best of a few short loops: other work can only slow a loop down
		start := time.Now()
		flops := kernel.PeakRounds[T](100_000)
		best = max(best, float64(flops)/time.Since(start).Seconds())
	}
	return best
}
