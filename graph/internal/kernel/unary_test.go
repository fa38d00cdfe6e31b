// This file tests functions of one operand over the whole range of numbers.

package kernel_test

import (
	"fmt"
	"math"
	"math/big"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	"github.com/gorgoflow/gorgoflow/internal/long"
)

// exact is the reference: package math in float64, or long arithmetic if long is set and package math is not exact enough
// to judge float64 results by.
func exact(f scalar.UnaryFunc, x float64, long bool) float64 {
	switch {
	case f == scalar.OneMinusSquare:
		return math.FMA(-x, x, 1)
	case f == scalar.LogisticPrime:
		return math.FMA(-x, x, x)
	case f == scalar.Tanh && long:
		return bigTanh(x)
	case f == scalar.Sigmoid && long:
		return bigSigmoid(x)
	case f == scalar.Softplus && long:
		return bigSoftplus(x)
	case f == scalar.NormCDF && long && x < -6 && x > -39:
		return bigNormCDF(x)
	case f == scalar.Exp && long && math.Abs(x) < 700:
		y, _ := bigExp(x).Float64()
		return y
	case f == scalar.Expm1 && long && math.Abs(x) > 1e-9 && math.Abs(x) < 700:
		y := bigExp(x)
		value, _ := y.Sub(y, big.NewFloat(1)).Float64()
		return value
	case f == scalar.Log1p && long && math.Abs(x) > 1e-9 && x > -1 && x < math.MaxFloat64:
		return bigLog1p(x)
	}
	return mathFunction(f, x)
}

const precision = 160

// bigExp is eˣ for moderate x: the series for x/2¹⁶, squared 16 times.
func bigExp(x float64) *big.Float {
	const halvings = 16
	r := new(big.Float).SetPrec(precision+64).SetMantExp(big.NewFloat(x), -halvings)
	sum, term := big.NewFloat(1).SetPrec(precision+64), big.NewFloat(1).SetPrec(precision+64)
	for i := 1; i < 40; i++ {
		term.Mul(term, r)
		term.Quo(term, big.NewFloat(float64(i)))
		sum.Add(sum, term)
	}
	for range halvings {
		sum.Mul(sum, sum)
	}
	return sum
}

func bigTanh(x float64) float64 {
	if math.IsNaN(x) || x == 0 || math.Abs(x) > 25 {
		return math.Tanh(x)
	}
	e := bigExp(2 * x)
	one := big.NewFloat(1)
	numerator := new(big.Float).SetPrec(precision+64).Sub(e, one)
	y, _ := numerator.Quo(numerator, new(big.Float).SetPrec(precision+64).Add(e, one)).Float64()
	if math.Abs(x) < 1e-25 {
		return x
	}
	return y
}

func bigSigmoid(x float64) float64 {
	if math.IsNaN(x) || math.Abs(x) > 740 {
		return sigmoid(x)
	}
	e := bigExp(-x)
	y, _ := new(big.Float).SetPrec(precision).Quo(big.NewFloat(1), new(big.Float).SetPrec(precision).Add(e, big.NewFloat(1))).Float64()
	return y
}

// bigSoftplus is one Newton step for eʸ = 1+eˣ from the value of package math, in long arithmetic.
func bigSoftplus(x float64) float64 {
	y := softplus(x)
	if math.IsNaN(x) || math.Abs(x) > 700 {
		return y
	}
	if x < -40 { // the next term, e²ˣ/2, is beyond the last bit
		y, _ = bigExp(x).Float64()
		return y
	}
	ratio := new(big.Float).SetPrec(precision).Add(bigExp(x), big.NewFloat(1))
	ratio.Quo(ratio, bigExp(y))
	correction, _ := ratio.Sub(ratio, big.NewFloat(1)).Float64()
	return y + correction
}

// bigLog1p is one Newton step for eʸ = 1+x from the value of package math, in long arithmetic.
func bigLog1p(x float64) float64 {
	y := math.Log1p(x)
	ratio := new(big.Float).SetPrec(precision).Add(big.NewFloat(x), big.NewFloat(1))
	ratio.Quo(ratio, bigExp(y))
	correction, _ := ratio.Sub(ratio, big.NewFloat(1)).Float64()
	return y + correction
}

// bigNormCDF is φ(x)/(|x| + 1/(|x| + 2/(|x| + …))), the continued fraction of Mills' ratio, for the left tail.
func bigNormCDF(x float64) float64 {
	fraction := -x
	for i := 200; i > 0; i-- {
		fraction = -x + float64(i)/fraction
	}
	square := new(big.Float).SetPrec(precision).SetFloat64(x)
	square.Mul(square, square)
	high, _ := square.Float64()
	low, _ := square.Sub(square, big.NewFloat(high)).Float64()
	density := bigExp(-high / 2)
	density.Quo(density, big.NewFloat(fraction*math.Sqrt(2*math.Pi)))
	value, _ := density.Mul(density, big.NewFloat(1-low/2)).Float64()
	return value
}

// accuracy is the largest relative error that the package's documentation promises.
func accuracy[T scalar.Float](f scalar.UnaryFunc) float64 {
	switch f {
	case scalar.NormCDF:
		return 10 * epsilon[T]()
	case scalar.Tanh, scalar.Sigmoid, scalar.Softplus, scalar.Exp, scalar.Log, scalar.Sin, scalar.Cos, scalar.Log1p, scalar.Expm1:
		if scalar.IsFloat32[T]() {
			return 3e-7
		}
		return 1e-15
	default:
		return 2 * epsilon[T]()
	}
}

func TestUnaryAccuracy(t *testing.T) {
	eachLevel(t, testUnaryAccuracy[float32], testUnaryAccuracy[float64])
}

// testUnaryAccuracy goes over the whole range: every binary order of magnitude, both signs, and densely where the functions
// bend.
func testUnaryAccuracy[T scalar.Float](t *testing.T) {
	for f := range scalar.UnaryFuncs {
		x, want := references[T](f)
		y := kernel.AlignedSlice[T](len(x))
		kernel.Unary(f, y, x, len(x))
		worst, at := 0.0, T(0)
		for i := range y {
			if e := relativeError(y[i], want[i]); !(e <= worst) {
				worst, at = e, x[i]
			}
		}
		if !(worst <= accuracy[T](f)) {
			t.Errorf("%v: relative error %.3g at %g, allowed %.3g", f, worst, at, accuracy[T](f))
		}
		t.Logf("%-15v %.2e (%.2f round-offs) at %g", f, worst, worst/epsilon[T](), at)
	}
}

type reference struct{ x, want any }

var referenceCache = map[string]reference{}

// references returns arguments and the values of f there, computed once for all instruction sets.
func references[T scalar.Float](f scalar.UnaryFunc) ([]T, []float64) {
	key := fmt.Sprintf("%v %v", f, scalar.IsFloat32[T]())
	if r, ok := referenceCache[key]; ok {
		return r.x.([]T), r.want.([]float64)
	}
	x := arguments[T](f)
	want := make([]float64, len(x))
	for i := range x {
		want[i] = exact(f, float64(x[i]), !scalar.IsFloat32[T]())
	}
	referenceCache[key] = reference{x, want}
	return x, want
}

// relativeError counts an error of one unit in the last place of a denormal number as none, and an overflow where the
// rounded result is infinite.
func relativeError[T scalar.Float](got T, want float64) float64 {
	g, w := float64(got), float64(T(want))
	smallest := float64(smallestNormal[T]())
	switch {
	case math.IsNaN(w) && math.IsNaN(g), g == w:
		return 0
	case math.Abs(w) < smallest:
		return max(0, math.Abs(g-want)-1.01*smallest*2*epsilon[T]()) / smallest
	default:
		return math.Abs(g-want) / math.Abs(want)
	}
}

func smallestNormal[T scalar.Float]() T {
	if scalar.IsFloat32[T]() {
		return 0x1p-126
	}
	tiny := 0x1p-1022
	return T(tiny)
}

func arguments[T scalar.Float](f scalar.UnaryFunc) []T {
	rng, each, many := newRand(5), 2, 1000
	if long.Run {
		each, many = 4, 3000
	}
	x := kernel.AlignedSlice[T](0)
	x = append(x, specials[T]()...)
	largest := 1020
	if scalar.IsFloat32[T]() {
		largest = 126
	}
	if f == scalar.Sin || f == scalar.Cos {
		largest = 30
	}
	for e := -largest - 40; e <= largest; e++ {
		for range each {
			v := T(math.Ldexp(1+rng.Float64(), e))
			x = append(x, v, -v)
		}
	}
	for range many {
		x = append(x, T(rng.NormFloat64()*4), T(rng.NormFloat64()*50), T(rng.NormFloat64()*0.3))
	}
	if !scalar.IsFloat32[T]() {
		for range 1000 {
			x = append(x, T(rng.NormFloat64()*500))
		}
	}
	aligned := kernel.AlignedSlice[T](len(x))
	copy(aligned, x)
	return aligned
}

func specials[T scalar.Float]() []T {
	return []T{0, T(math.Copysign(0, -1)), T(math.Inf(1)), T(math.Inf(-1)), T(math.NaN()), 1, -1,
		smallestNormal[T](), -smallestNormal[T](), smallestNormal[T]() / 8, -smallestNormal[T]() / 8, 88.7, -87.5, -103.9, 709.7, -708.5, -745}
}

func TestUnaryLaneInvariance(t *testing.T) {
	eachLevel(t, testUnaryLaneInvariance[float32], testUnaryLaneInvariance[float64])
}

// testUnaryLaneInvariance: a number gives the same bits wherever it stands and however many numbers there are, and in
// place.
func testUnaryLaneInvariance[T scalar.Float](t *testing.T) {
	rng := newRand(6)
	for f := range scalar.UnaryFuncs {
		for count := 1; count <= 70; count++ {
			x, y := kernel.AlignedSlice[T](count), kernel.AlignedSlice[T](count)
			alone := kernel.AlignedSlice[T](1)
			for i := range x {
				x[i] = T(rng.NormFloat64() * 3)
				if i%7 == 3 {
					x[i] *= 1e12 // beyond what vector code takes for sine and cosine
				}
			}
			kernel.Unary(f, y, x, count)
			for i := range x {
				one := kernel.AlignedSlice[T](1)
				one[0] = x[i]
				kernel.Unary(f, alone, one, 1)
				if !sameBits(alone[0], y[i]) && y[i] == y[i] {
					t.Fatalf("%v(%v) is %v at %d of %d, want %v as alone", f, x[i], y[i], i, count, alone[0])
				}
			}
			kernel.Unary(f, x, x, count)
			for i := range x {
				if !sameBits(x[i], y[i]) {
					t.Fatalf("%v: in place %v, want %v as elsewhere", f, x[i], y[i])
				}
			}
		}
	}
}

func BenchmarkKernelUnary(b *testing.B) { eachLevelBench(b, benchUnary[float32], benchUnary[float64]) }

func benchUnary[T scalar.Float](b *testing.B) {
	const count = 2048
	rng := newRand(7)
	x, y := random[T](rng, count), random[T](rng, count)
	for i := range x {
		x[i] = T(rng.NormFloat64())
	}
	for f := range scalar.UnaryFuncs {
		b.Run(fmt.Sprint(f), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				kernel.Unary(f, y, x, count)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/count, "ns/element")
		})
	}
}
