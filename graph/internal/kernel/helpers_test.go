// This file has what the tests share.

package kernel_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"unsafe"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

// random returns n values in (-1, 1) in a slice as kernels want it.
func random[T scalar.Float](rng *rand.Rand, n int) []T {
	x := kernel.AlignedSlice[T](n)
	for i := range x {
		x[i] = T(2*rng.Float64() - 1)
	}
	return x
}

func newRand(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }

// epsilon is the unit round-off of T.
func epsilon[T scalar.Float]() float64 {
	if unsafe.Sizeof(T(0)) == 4 {
		return 0x1p-24
	}
	return 0x1p-53
}

func sameBits[T scalar.Float](a, b T) bool {
	return math.Float64bits(float64(a)) == math.Float64bits(float64(b))
}

// eachLevel runs a test for both element types and all instruction sets that this processor has.
func eachLevel(t *testing.T, f32, f64 func(t *testing.T)) {
	forLevels(func(name string) {
		t.Run(name+"/float32", f32)
		t.Run(name+"/float64", f64)
	})
}
