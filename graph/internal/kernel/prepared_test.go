// Kernels that are prepared and joined compute what they compute one by one, in each run.

package kernel

import (
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

// TestJoinedKernels: each of many kernels reads what the one before has written, two functions of one operand among them.
func TestJoinedKernels(t *testing.T) {
	const features, lanes, ld, kernels = 3, 5, 16, 3 * mostJoined
	x, y := AlignedSlice[float64](features*ld), AlignedSlice[float64](features*ld)
	list := []Prepared{}
	for i := range kernels {
		from, to := x, y
		if i%2 == 1 {
			from, to = y, x
		}
		k := PrepareTernary(scalar.MulAdd, to, ld, Full(from, ld), Scalar([]float64{0.5}), Full(from, ld), features, lanes)
		if i == 7 || i == 20 {
			k = PrepareUnary(scalar.Neg, to, from, features*ld)
		}
		if k == nil {
			t.Skip("portable code prepares nothing")
		}
		list = append(list, k)
	}
	joined := Join(slices.Clone(list))
	if len(joined) > kernels/mostJoined+5 {
		t.Errorf("%d kernels are %d joined ones", kernels, len(joined))
	}
	for range 2 { // runs change no arguments
		want := runFrom(list, x, y)
		if got := runFrom(joined, x, y); !slices.Equal(got, want) {
			t.Fatalf("joined: %v; one by one: %v", got, want)
		}
	}
}

// runFrom runs kernels on x = 1, 2, … and returns what they leave there.
func runFrom(list []Prepared, x, y []float64) []float64 {
	for i := range x {
		x[i], y[i] = float64(i+1), 0
	}
	for _, k := range list {
		k.Run()
	}
	return slices.Clone(x)
}
