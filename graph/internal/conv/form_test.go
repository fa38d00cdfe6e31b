// The forms are the sums of their definition, to the same bits by every set of instructions.

package conv_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph/internal/conv"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/assembly"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

var shapes = []conv.Shape{
	{In: 8, Out: 5, Height: 5, Width: 4, Kernel: 3, Stride: 1, Padding: 1},
	{In: 3, Out: 20, Height: 6, Width: 5, Kernel: 4, Stride: 2, Padding: 1},
	{In: 2, Out: 1, Height: 5, Width: 6, Kernel: 1, Stride: 3, Padding: 0},
}

// values are a value of every role in lanes of a batch.
type values[T scalar.Float] [3][]T

func drawn[T scalar.Float](s conv.Shape, ld int) (v values[T]) {
	rng := rand.New(rand.NewPCG(1, 2))
	for role, n := range []int{conv.Image: s.Images() * ld, conv.Result: s.Results() * ld, conv.Kernel: s.Out * s.Depth()} {
		v[role] = make([]T, n)
		for i := range v[role] {
			v[role][i] = T(rng.NormFloat64())
		}
	}
	return v
}

// compute overwrites the role's value for n of ld lanes.
func compute[T scalar.Float](s conv.Shape, of conv.Role, v values[T], ld, n int) {
	f := conv.New[T](s, of)
	scratch := make([]T, f.ScratchLen(ld))
	x, y := conv.Batch[T]{v[conv.Image], ld}, conv.Batch[T]{v[conv.Result], ld}
	switch of {
	case conv.Image:
		f.Apply(x, y, v[conv.Kernel], n, scratch)
	case conv.Result:
		f.Apply(y, x, v[conv.Kernel], n, scratch)
	default:
		f.Weigh(v[conv.Kernel], x, y, n, false, scratch)
	}
}

// summed is the role's value for n of ld lanes by the definition.
func summed[T scalar.Float](s conv.Shape, of conv.Role, v values[T], ld, n int) []float64 {
	sum := make([]float64, len(v[of]))
	s.Each(func(at [3]int) {
		for lane := range n {
			index := [3]int{conv.Image: at[conv.Image]*ld + lane, conv.Result: at[conv.Result]*ld + lane, conv.Kernel: at[conv.Kernel]}
			product := 1.0
			for role, x := range v {
				if conv.Role(role) != of {
					product *= float64(x[index[role]])
				}
			}
			sum[index[of]] += product
		}
	})
	return sum
}

func TestFormsAreSums(t *testing.T) {
	for _, s := range shapes {
		for _, of := range []conv.Role{conv.Image, conv.Result, conv.Kernel} {
			for _, lanes := range [][2]int{{16, 16}, {48, 21}, {304, 290}, {1, 1}} { // the stride, and lanes: more than a patch block takes, and fewer than the stride
				name := fmt.Sprintf("%v of %+v, lanes %v", of, s, lanes)
				testForm[float64](t, name, s, of, lanes[0], lanes[1], 1e-12)
				testForm[float32](t, name, s, of, lanes[0], lanes[1], 1e-3)
			}
		}
	}
}

func testForm[T scalar.Float](t *testing.T, name string, s conv.Shape, of conv.Role, ld, n int, tolerance float64) {
	t.Helper()
	best := assembly.Active
	defer func() { assembly.Active = best }()
	var first []T
	for _, assembly.Active = range assembly.Available {
		v := drawn[T](s, ld)
		want, untouched := summed(s, of, v, ld, n), slices.Clone(v[of])
		compute(s, of, v, ld, n)
		for i, got := range v[of] {
			if of != conv.Kernel && i%ld >= n {
				want[i] = float64(untouched[i])
			}
			if math.Abs(float64(got)-want[i]) > tolerance*(1+math.Abs(want[i])) {
				t.Fatalf("%s, %s: element %d is %v, want %v", name, assembly.Features(), i, got, want[i])
			}
		}
		if first == nil {
			first = v[of]
		}
		if !slices.Equal(first, v[of]) {
			t.Fatalf("%s: %s has other bits than the first set of instructions", name, assembly.Features())
		}
	}
}
