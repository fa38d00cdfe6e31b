// This file tests calls so long that they are divided into several calls of assembly.

package kernel_test

import (
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	"github.com/gorgoflow/gorgoflow/internal/long"
)

// longShapes need several calls of assembly: one long run of lanes, few long features, many short ones.
var longShapes = [][2]int{{1, 3*kernel.LongestCall + 5}, {3, kernel.LongestCall + 21}, {5, 40_000}, {5000, 33}, {kernel.LongestCall + 100, 1}}

func TestElementwisePieces(t *testing.T) {
	eachLevel(t, testElementwisePieces[float32], testElementwisePieces[float64])
}

// testElementwisePieces: a long call gives each feature the bits of calls for that feature alone, in runs of lanes. It
// writes nothing between the features.
func testElementwisePieces[T scalar.Float](t *testing.T) {
	rng, takes := newRand(19), long.OneIn(2)
	for _, c := range elementCases[T]() {
		for i, shape := range longShapes {
			if !takes() {
				continue
			}
			features, lanes := shape[0], shape[1]
			ld := kernel.RoundUp(lanes) + kernel.Pad*(i%2)
			forms := [3]kernel.Operand[T]{kernel.Full(random[T](rng, features*ld), ld), kernel.PerLane(random[T](rng, lanes)), kernel.PerFeature(random[T](rng, features), 1)}
			x, y, z := forms[i%3], forms[(i+1)%3], forms[(i+2)%3] // each operand has each form
			dst, want := kernel.AlignedSlice[T](features*ld), kernel.AlignedSlice[T](features*ld)
			c.run(dst, ld, x, y, z, features, lanes)
			for f := range features {
				for r := 0; r < lanes; r += 1 << 12 {
					c.run(want[f*ld+r:], ld, x.From(f, r), y.From(f, r), z.From(f, r), 1, min(1<<12, lanes-r))
				}
			}
			for at := range dst {
				if at%ld < lanes && !same(dst[at], want[at]) || at%ld >= kernel.RoundUp(lanes) && dst[at] != 0 {
					t.Fatalf("%s %dx%d ld %d: element (%d,%d) is %v, alone %v", c.name, features, lanes, ld, at/ld, at%ld, dst[at], want[at])
				}
			}
		}
	}
}

func TestReductionPieces(t *testing.T) {
	eachLevel(t, testReductionPieces[float32], testReductionPieces[float64])
}

// testReductionPieces: sums over features keep their bits. Sums over lanes stay within the bound of any order of summation.
func testReductionPieces[T scalar.Float](t *testing.T) {
	rng := newRand(20)
	for _, shape := range longShapes {
		features, lanes := shape[0], shape[1]
		ld := kernel.RoundUp(lanes)
		x, y := random[T](rng, features*ld), random[T](rng, features*ld)
		sum, product, byFeature := random[T](rng, lanes), random[T](rng, lanes), random[T](rng, features)
		wantSum, wantProduct, before := kernel.AlignedSlice[T](lanes), kernel.AlignedSlice[T](lanes), clone(byFeature)
		copy(wantSum, sum)
		copy(wantProduct, product)
		kernel.SumFeatures(sum, x, ld, features, lanes, true)
		kernel.SumFeaturesProduct(product, x, ld, y, ld, features, lanes, true)
		kernel.SumLanes(byFeature, 1, x, ld, features, lanes, true)
		for f := range features { // a sum over features may be continued feature by feature
			for r := 0; r < lanes; r += 1 << 12 {
				n := min(1<<12, lanes-r)
				kernel.SumFeatures(wantSum[r:], x[f*ld+r:], ld, 1, n, true)
				kernel.SumFeaturesProduct(wantProduct[r:], x[f*ld+r:], ld, y[f*ld+r:], ld, 1, n, true)
			}
			want := float64(before[f])
			size := math.Abs(want)
			for _, v := range x[f*ld : f*ld+lanes] {
				want += float64(v)
				size += math.Abs(float64(v))
			}
			if !(math.Abs(float64(byFeature[f])-want) <= epsilon[T]()*float64(lanes+1)*size) {
				t.Fatalf("SumLanes %dx%d: feature %d is %v, want %v", features, lanes, f, byFeature[f], want)
			}
		}
		for r := range lanes {
			if !sameBits(sum[r], wantSum[r]) || !sameBits(product[r], wantProduct[r]) {
				t.Fatalf("%dx%d: lane %d is %v and %v, feature by feature %v and %v",
					features, lanes, r, sum[r], product[r], wantSum[r], wantProduct[r])
			}
		}
	}
}

func TestThinContractionPieces(t *testing.T) {
	eachLevel(t, testThinContractionPieces[float32], testThinContractionPieces[float64])
}

// testThinContractionPieces compares contractions of few rows with many, and over many lanes, with one inner product at a
// time.
func testThinContractionPieces[T scalar.Float](t *testing.T) {
	rng := newRand(21)
	for _, s := range [][3]int{{3, 700, 200}, {2, 4, 2*kernel.LongestCall + 3}, {4, 7, kernel.LongestCall}} {
		m, k, n := s[0], s[1], s[2]
		a, b, c := random[T](rng, m*n), random[T](rng, k*n), random[T](rng, m*k)
		before := clone(c)
		kernel.GemmNT(m, k, n, a, n, b, n, c, k, 1, true, kernel.AlignedSlice[T](kernel.ScratchLen(m, k, n)))
		for at := range c {
			i, j := at/k, at%k
			want, size := float64(before[at]), 0.0
			for r := range n {
				p := float64(a[i*n+r]) * float64(b[j*n+r])
				want += p
				size += math.Abs(p)
			}
			if !(math.Abs(float64(c[at])-want) <= float64(n+2)*epsilon[T]()*size) {
				t.Fatalf("%v: C[%d,%d] = %v, want %v", s, i, j, c[at], want)
			}
		}
	}
}

func TestUnaryPieces(t *testing.T) { eachLevel(t, testUnaryPieces[float32], testUnaryPieces[float64]) }

// testUnaryPieces: a long call of a function, or of two at once, gives each element the bits that short calls give it, also
// where some arguments are too large for vector code.
func testUnaryPieces[T scalar.Float](t *testing.T) {
	rng := newRand(34)
	const count = 2*kernel.LongestCall + 21
	x := random[T](rng, count)
	for _, far := range []int{kernel.LongestCall - 1, 2*kernel.LongestCall + 20} {
		x[far] = T(math.Ldexp(1, 40))
		got, want, other, wantOther := kernel.AlignedSlice[T](count), kernel.AlignedSlice[T](count), kernel.AlignedSlice[T](count), kernel.AlignedSlice[T](count)
		compare := func(name string, got, want []T) {
			for i := range want {
				if !same(got[i], want[i]) {
					t.Fatalf("%s of %d: element %d is %v, alone %v", name, count, i, got[i], want[i])
				}
			}
			clear(got)
			clear(want)
		}
		for f := scalar.UnaryFunc(0); f < scalar.UnaryFuncs; f++ {
			kernel.Unary(f, got, x, count)
			for at := 0; at < count; at += 1 << 12 {
				kernel.Unary(f, want[at:], x[at:], min(1<<12, count-at))
			}
			compare(f.String(), got, want)
		}
		for f := scalar.PairFunc(0); f < scalar.PairFuncs; f++ {
			kernel.Pair(f, got, other, x, count)
			for at := 0; at < count; at += 1 << 12 {
				kernel.Pair(f, want[at:], wantOther[at:], x[at:], min(1<<12, count-at))
			}
			compare("the first of a pair", got, want)
			compare("the second of a pair", other, wantOther)
		}
	}
}
