// This file tests element-wise functions of several operands, and that nothing allocates.

package kernel_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

// randomOperand returns an operand of a random kind for features × lanes.
func randomOperand[T scalar.Float](rng *rand.Rand, features, lanes int) kernel.Operand[T] {
	switch rng.IntN(4) {
	case 0:
		stride := 1 + rng.IntN(3)
		return kernel.PerFeature(random[T](rng, features*stride), stride)
	case 1:
		return kernel.PerLane(random[T](rng, lanes))
	case 2:
		return kernel.Scalar(random[T](rng, 1))
	default:
		ld := randomStride(rng, lanes)
		return kernel.Full(random[T](rng, features*ld), ld)
	}
}

// randomStride leaves no room between features, room for whole vectors, or more than that.
func randomStride(rng *rand.Rand, lanes int) int {
	return []int{lanes, kernel.RoundUp(lanes), lanes + rng.IntN(5), kernel.RoundUp(lanes) + 16}[rng.IntN(4)]
}

// randomShape covers all sizes to 70, and lane counts that are multiples of 16.
func randomShape(rng *rand.Rand, trial int) (features, lanes int) {
	features, lanes = 1+rng.IntN(9), 1+trial%70
	if trial%3 == 0 {
		lanes = kernel.RoundUp(lanes)
	}
	if trial%50 == 0 {
		features = 70
	}
	return features, lanes
}

// near allows four round-offs of size, the largest number that an element was computed from.
func near[T scalar.Float](got T, want, size float64) bool {
	return math.Abs(float64(got)-want) <= 4*epsilon[T]()*size
}

type elementCase[T scalar.Float] struct {
	name string
	run  func(dst []T, ldd int, x, y, z kernel.Operand[T], features, lanes int)
	want func(x, y, z float64) (value, size float64)
}

func elementCases[T scalar.Float]() []elementCase[T] {
	binary := func(f scalar.BinaryFunc) func([]T, int, kernel.Operand[T], kernel.Operand[T], kernel.Operand[T], int, int) {
		return func(dst []T, ldd int, x, y, _ kernel.Operand[T], features, lanes int) {
			kernel.Binary(f, dst, ldd, x, y, features, lanes)
		}
	}
	ternary := func(f scalar.TernaryFunc) func([]T, int, kernel.Operand[T], kernel.Operand[T], kernel.Operand[T], int, int) {
		return func(dst []T, ldd int, x, y, z kernel.Operand[T], features, lanes int) {
			kernel.Ternary(f, dst, ldd, x, y, z, features, lanes)
		}
	}
	return []elementCase[T]{
		{"Add", binary(scalar.Add), func(x, y, _ float64) (float64, float64) { return x + y, 2 }},
		{"Sub", binary(scalar.Sub), func(x, y, _ float64) (float64, float64) { return x - y, 2 }},
		{"Mul", binary(scalar.Mul), func(x, y, _ float64) (float64, float64) { return x * y, 1 }},
		{"Div", binary(scalar.Div), func(x, y, _ float64) (float64, float64) { return x / y, math.Abs(x / y) }},
		{"MulAdd", ternary(scalar.MulAdd), func(x, y, z float64) (float64, float64) { return x*y + z, 2 }},
		{"MulOneMinusSquare", ternary(scalar.MulOneMinusSquare), func(x, y, _ float64) (float64, float64) { return x * (1 - y*y), 1 }},
		{"MulLogisticPrime", ternary(scalar.MulLogisticPrime), func(x, y, _ float64) (float64, float64) { return x * (y * (1 - y)), 2 }},
		{"MulMul", ternary(scalar.MulMul), func(x, y, z float64) (float64, float64) { return x * y * z, math.Abs(x * y * z) }},
		{"MulMulMinusTwo", ternary(scalar.MulMulMinusTwo), func(x, y, z float64) (float64, float64) { return -2 * x * y * z, math.Abs(x * y * z) }},
		{"TanhMulAdd", ternary(scalar.TanhMulAdd), func(x, y, z float64) (float64, float64) { return math.Tanh(x*y + z), 1 + math.Abs(x*y) }},
		{"SigmoidMulAdd", ternary(scalar.SigmoidMulAdd), func(x, y, z float64) (float64, float64) { return sigmoid(x*y + z), 1 + math.Abs(x*y) }},
	}
}

func TestElementwise(t *testing.T) { eachLevel(t, testElementwise[float32], testElementwise[float64]) }

// testElementwise goes over kinds of operands, sizes and strides. Where x is laid out as the result, a call in place must
// give the same bits.
func testElementwise[T scalar.Float](t *testing.T) {
	rng := newRand(8)
	for _, c := range elementCases[T]() {
		for trial := range 400 {
			features, lanes := randomShape(rng, trial)
			x, y, z := randomOperand[T](rng, features, lanes), randomOperand[T](rng, features, lanes), randomOperand[T](rng, features, lanes)
			ldd := randomStride(rng, lanes)
			dst := kernel.AlignedSlice[T](features * ldd)
			c.run(dst, ldd, x, y, z, features, lanes)
			for f := range features {
				for r := range lanes {
					want, size := c.want(float64(x.At(f, r)), float64(y.At(f, r)), float64(z.At(f, r)))
					if !near(dst[f*ldd+r], want, size) {
						t.Fatalf("%s %dx%d ldd %d, operands %v: element (%d,%d) is %v, want %v",
							c.name, features, lanes, ldd, strides(x, y, z), f, r, dst[f*ldd+r], want)
					}
				}
			}
			if x.FeatureStride != ldd || x.LaneStride != 1 {
				continue
			}
			c.run(x.Data, ldd, x, y, z, features, lanes)
			for i := range features * ldd {
				if i%ldd < lanes && !sameBits(x.Data[i], dst[i]) {
					t.Fatalf("%s %dx%d in place: element %d is %v, elsewhere %v", c.name, features, lanes, i, x.Data[i], dst[i])
				}
			}
		}
	}
}

func TestCopy(t *testing.T) { eachLevel(t, testCopy[float32], testCopy[float64]) }

// testCopy copies special numbers, each of which must stay what it is.
func testCopy[T scalar.Float](t *testing.T) {
	x := append(kernel.AlignedSlice[T](0), specials[T]()...)
	dst := kernel.AlignedSlice[T](len(x) * kernel.Pad)
	kernel.Copy(dst, kernel.Pad, kernel.PerFeature(x, 1), len(x), kernel.Pad)
	for at, v := range dst {
		if !same(v, x[at/kernel.Pad]) {
			t.Errorf("%v was copied as %v", x[at/kernel.Pad], v)
		}
	}
}

func strides[T scalar.Float](operands ...kernel.Operand[T]) (s [][2]int) {
	for _, x := range operands {
		s = append(s, [2]int{x.FeatureStride, x.LaneStride})
	}
	return s
}

func TestElementwiseLaneInvariance(t *testing.T) {
	eachLevel(t, testElementwiseLaneInvariance[float32], testElementwiseLaneInvariance[float64])
}

// testElementwiseLaneInvariance: each lane of a tile gives the bits that it gives as a tile of one lane.
func testElementwiseLaneInvariance[T scalar.Float](t *testing.T) {
	rng := newRand(9)
	const features, lanes = 3, 80
	for _, c := range elementCases[T]() {
		x, y, z := kernel.Full(random[T](rng, features*lanes), lanes), kernel.PerLane(random[T](rng, lanes)), kernel.Full(random[T](rng, features*lanes), lanes)
		dst := kernel.AlignedSlice[T](features * lanes)
		c.run(dst, lanes, x, y, z, features, lanes)
		for r := range lanes {
			one := kernel.AlignedSlice[T](features * kernel.Pad)
			column := func(x kernel.Operand[T]) kernel.Operand[T] {
				alone := kernel.AlignedSlice[T](features * kernel.Pad)
				for f := range features {
					alone[f*kernel.Pad] = x.At(f, r)
				}
				return kernel.Full(alone, kernel.Pad)
			}
			c.run(one, kernel.Pad, column(x), column(y), column(z), features, 1)
			for f := range features {
				if !sameBits(one[f*kernel.Pad], dst[f*lanes+r]) {
					t.Fatalf("%s: lane %d is %v, alone %v", c.name, r, dst[f*lanes+r], one[f*kernel.Pad])
				}
			}
		}
	}
}

func TestNothingAllocates(t *testing.T) {
	eachLevel(t, testNothingAllocates[float32], testNothingAllocates[float64])
}

func testNothingAllocates[T scalar.Float](t *testing.T) {
	rng := newRand(11)
	const features, lanes = 8, 64
	x, y := random[T](rng, features*lanes), random[T](rng, features*lanes)
	dst, scratch := random[T](rng, features*lanes), kernel.AlignedSlice[T](kernel.ScratchLen(features, features, lanes))
	full := kernel.Full(x, lanes)
	far := kernel.AlignedSlice[T](features * lanes)
	far[0] = 1e12
	calls := map[string]func(){
		"Gemm":     func() { kernel.Gemm(features, lanes, features, x, features, 1, y, lanes, dst, lanes, true) },
		"GemmBias": func() { kernel.GemmBias(features, lanes, features, x, features, 1, y, lanes, x, dst, lanes) },
		"GemmNT": func() {
			kernel.GemmNT(features, features, lanes, x, lanes, y, lanes, dst, features, 1, true, scratch)
		},
		"Unary":              func() { kernel.Unary(scalar.Tanh, dst, x, len(x)) },
		"Pair":               func() { kernel.Pair(scalar.SoftplusSigmoid, dst, y, x, len(x)) },
		"Pair, far":          func() { kernel.Pair(scalar.SinCos, dst, y, far, len(far)) },
		"Binary":             func() { kernel.Binary(scalar.Mul, dst, lanes, full, kernel.PerLane(y), features, lanes) },
		"Copy":               func() { kernel.Copy(dst, lanes, full, features, lanes) },
		"SumLanes":           func() { kernel.SumLanes(dst, 1, x, lanes, features, lanes-1, true) },
		"SumFeatures":        func() { kernel.SumFeatures(dst, x, lanes, features, lanes, true) },
		"SumFeaturesProduct": func() { kernel.SumFeaturesProduct(dst, x, lanes, y, lanes, features, lanes, false) },
		"Transpose":          func() { kernel.Transpose(dst, features, x, lanes, features, lanes) },
	}
	for name, call := range calls {
		if n := testing.AllocsPerRun(10, call); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
}

func BenchmarkKernelElementwise(b *testing.B) {
	eachLevelBench(b, benchElementwise[float32], benchElementwise[float64])
}

func benchElementwise[T scalar.Float](b *testing.B) {
	rng := newRand(12)
	const features, lanes = 32, 64
	x, y, z := random[T](rng, features*lanes), random[T](rng, features*lanes), random[T](rng, features*lanes)
	dst := random[T](rng, features*lanes)
	run := func(name string, call func()) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				call()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/features/lanes, "ns/element")
		})
	}
	for _, c := range elementCases[T]() {
		run(c.name, func() {
			c.run(dst, lanes, kernel.Full(x, lanes), kernel.Full(y, lanes), kernel.Full(z, lanes), features, lanes)
		})
	}
	run("Mul/lane", func() {
		kernel.Binary(scalar.Mul, dst, lanes, kernel.Full(x, lanes), kernel.PerLane(y), features, lanes)
	})
	run("Mul/feature", func() {
		kernel.Binary(scalar.Mul, dst, lanes, kernel.Full(x, lanes), kernel.PerFeature(y, 1), features, lanes)
	})
	run("SumFeatures", func() { kernel.SumFeatures(dst, x, lanes, features, lanes, false) })
	run("SumFeaturesProduct", func() { kernel.SumFeaturesProduct(dst, x, lanes, y, lanes, features, lanes, false) })
	run("SumLanes", func() { kernel.SumLanes(dst, 1, x, lanes, features, lanes, false) })
	run("Transpose", func() { kernel.Transpose(dst, features, x, lanes, features, lanes) })
}
