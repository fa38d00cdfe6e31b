// A function of x·y + z has the bits of the fused multiply-add and the function one after the other.

package kernel_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

func TestFunctionOfMulAdd(t *testing.T) {
	eachLevel(t, testFunctionOfMulAdd[float32], testFunctionOfMulAdd[float64])
}

func testFunctionOfMulAdd[T scalar.Float](t *testing.T) {
	rng := newRand(3)
	for function, fused := range scalar.OfMulAdd {
		for trial := range 40 {
			features, lanes := randomShape(rng, trial)
			x, y, z := randomOperand[T](rng, features, lanes), randomOperand[T](rng, features, lanes), randomOperand[T](rng, features, lanes)
			want, got := kernel.AlignedSlice[T](features*kernel.RoundUp(lanes)), kernel.AlignedSlice[T](features*kernel.RoundUp(lanes))
			kernel.Ternary(scalar.MulAdd, want, kernel.RoundUp(lanes), x, y, z, features, lanes)
			kernel.Unary(function, want, want, len(want))
			kernel.Ternary(fused, got, kernel.RoundUp(lanes), x, y, z, features, lanes)
			for i := range got {
				if i%kernel.RoundUp(lanes) < lanes && !sameBits(got[i], want[i]) {
					t.Fatalf("%v, %dx%d, %v: element %d is %v, in two steps %v", function, features, lanes, strides(x, y, z), i, got[i], want[i])
				}
			}
		}
	}
}
