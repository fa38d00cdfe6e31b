// This file tests pairs of functions against the two functions by themselves.

package kernel_test

import (
	"fmt"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

func TestPair(t *testing.T) { eachLevel(t, testPair[float32], testPair[float64]) }

// testPair: both results have the bits that each function gives by itself. The arguments go over the whole range, in all
// small counts and in a count of several calls of assembly. Either result may take the place of the argument.
func testPair[T scalar.Float](t *testing.T) {
	for f := range scalar.PairFuncs {
		one, other := f.Parts()
		x := arguments[T](one)
		for len(x) <= kernel.LongestCall {
			x = append(x, x...)
		}
		for count := 1; count <= 70; count++ {
			checkPair(t, f, x[count*kernel.Pad:][:count:count+kernel.Pad])
		}
		checkPair(t, f, x[:kernel.LongestCall+37])
		checkPair(t, f, arguments[T](other))
	}
}

func checkPair[T scalar.Float](t *testing.T, f scalar.PairFunc, x []T) {
	t.Helper()
	n := len(x)
	one, other := f.Parts()
	want, wantOther := kernel.AlignedSlice[T](n), kernel.AlignedSlice[T](n)
	kernel.Unary(one, want, x, n)
	kernel.Unary(other, wantOther, x, n)
	for place := range 3 {
		in, first, second := kernel.AlignedSlice[T](n), kernel.AlignedSlice[T](n), kernel.AlignedSlice[T](n)
		copy(in, x)
		switch place {
		case 1:
			first = in
		case 2:
			second = in
		}
		kernel.Pair(f, first, second, in, n)
		for i := range n {
			if !same(first[i], want[i]) || !same(second[i], wantOther[i]) {
				t.Fatalf("%v and %v of %v at %d of %d, result %d in place: %v and %v, alone %v and %v",
					one, other, x[i], i, n, place, first[i], second[i], want[i], wantOther[i])
			}
		}
	}
}

// same compares bits, and takes all NaNs for one number.
func same[T scalar.Float](a, b T) bool { return sameBits(a, b) || a != a && b != b }

func BenchmarkKernelPair(b *testing.B) { eachLevelBench(b, benchPair[float32], benchPair[float64]) }

func benchPair[T scalar.Float](b *testing.B) {
	const count = 2048
	rng := newRand(18)
	x, first, second := kernel.AlignedSlice[T](count), kernel.AlignedSlice[T](count), kernel.AlignedSlice[T](count)
	for i := range x {
		x[i] = T(rng.NormFloat64())
	}
	for f := range scalar.PairFuncs {
		one, other := f.Parts()
		b.Run(fmt.Sprintf("%v+%v", one, other), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				kernel.Pair(f, first, second, x, count)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/count, "ns/element")
		})
	}
}
