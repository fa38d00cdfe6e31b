// This file has what the benchmarks share, and the benchmark of products.

package kernel_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

// peak measures the rate of multiply-adds of this core, in operations a nanosecond (GFLOP/s).
func peak[T scalar.Float]() float64 {
	best := 0.0
	for range 20 {
		start := time.Now()
		operations := kernel.PeakRounds[T](20000)
		best = max(best, float64(operations)/float64(time.Since(start).Nanoseconds()))
	}
	return best
}

func eachLevelBench(b *testing.B, f32, f64 func(b *testing.B)) {
	forLevels(func(name string) {
		b.Run(name+"/float32", f32)
		b.Run(name+"/float64", f64)
	})
}

// reportRate adds GFLOP/s and the share of the FMA peak.
func reportRate[T scalar.Float](b *testing.B, operations int) {
	rate := float64(operations) * float64(b.N) / float64(b.Elapsed().Nanoseconds())
	b.ReportMetric(rate, "GFLOP/s")
	if limit := peak[T](); limit > 0 {
		b.ReportMetric(100*rate/limit, "%peak")
	}
}

var gemmShapes = [][3]int{ // m features out, n lanes, k features in
	{64, 64, 64}, {128, 128, 128}, {256, 256, 256}, {512, 512, 512}, {1024, 1024, 1024},
	{64, 512, 64}, {512, 64, 64}, {64, 128, 64}, {64, 32, 64}, {64, 16, 64}, {860, 64, 860}, {860, 256, 860}, {860, 64, 43}, {43, 64, 860},
	{64, 64, 2}, {2, 64, 64}, {1, 64, 64}, {160, 64, 160},
}

func BenchmarkKernelGemm(b *testing.B) { eachLevelBench(b, benchGemm[float32], benchGemm[float64]) }

func benchGemm[T scalar.Float](b *testing.B) {
	rng := newRand(1)
	for _, s := range gemmShapes {
		m, n, k := s[0], s[1], s[2]
		x, w, y := random[T](rng, k*n), random[T](rng, m*k), random[T](rng, m*n)
		b.Run(sizeName(m, n, k), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				kernel.Gemm(m, n, k, w, k, 1, x, n, y, n, false)
			}
			reportRate[T](b, 2*m*n*k)
		})
		if m > 2 {
			b.Run(sizeName(m, n, k)+"T", func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					kernel.Gemm(m, n, k, w, 1, m, x, n, y, n, false)
				}
				reportRate[T](b, 2*m*n*k)
			})
		}
	}
}

func sizeName(a, b, c int) string { return fmt.Sprintf("%dx%dx%d", a, b, c) }
