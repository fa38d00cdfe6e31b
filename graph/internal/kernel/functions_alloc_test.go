// This file tests that functions of one operand allocate nothing, with any instruction set.

package kernel_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

func TestFunctionsDoNotAllocate(t *testing.T) {
	eachLevel(t, testFunctionsDoNotAllocate[float32], testFunctionsDoNotAllocate[float64])
}

func testFunctionsDoNotAllocate[T scalar.Float](t *testing.T) {
	const n = 16
	x, first, second := kernel.AlignedSlice[T](n), kernel.AlignedSlice[T](n), kernel.AlignedSlice[T](n)
	count := func(name string, run func()) {
		if got := testing.AllocsPerRun(10, run); got != 0 {
			t.Errorf("%s allocates %g times", name, got)
		}
	}
	for f := range scalar.UnaryFuncs {
		count(f.String(), func() { kernel.Unary(f, first, x, n) })
	}
	for f := range scalar.PairFuncs {
		one, _ := f.Parts()
		count("pair of "+one.String(), func() { kernel.Pair(f, first, second, x, n) })
	}
}
