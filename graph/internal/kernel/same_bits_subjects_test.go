// This file has the functions of this package with random arguments, for tests of their bits.

package kernel_test

import (
	"math"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

func subjects[T scalar.Float]() []subject[T] {
	all := []subject[T]{
		{"Gemm", gemmSubject[T]}, {"Gemm blocks", gemmBlocksSubject[T]}, {"GemmTimes", gemmTimesSubject[T]}, {"GemmBiasTimes", gemmBiasTimesSubject[T](scalar.Factor)},
		{"GemmBiasTimes 1-y²", gemmBiasTimesSubject[T](scalar.FactorOneMinusSquare)}, {"GemmBiasTimes y(1-y)", gemmBiasTimesSubject[T](scalar.FactorLogisticPrime)},
		{"GemmNT", gemmNTSubject[T]}, {"GemmNT thin", gemmNTThinSubject[T]}, {"GemmNT blocks", gemmNTBlocksSubject[T]},
		{"SumLanes", sumLanesSubject[T]}, {"SumFeatures", sumFeaturesSubject[T]},
		{"SumFeaturesProduct", sumFeaturesProductSubject[T]}, {"Transpose", transposeSubject[T]},
	}
	for f := range scalar.UnaryFuncs {
		all = append(all, subject[T]{f.String(), func(rng *rand.Rand, trial int) []T {
			x := randomArguments[T](rng, trial)
			y := kernel.AlignedSlice[T](len(x))
			kernel.Unary(f, y, x, len(x))
			return y
		}})
	}
	for f := range scalar.PairFuncs {
		one, other := f.Parts()
		all = append(all, subject[T]{one.String() + " and " + other.String(), func(rng *rand.Rand, trial int) []T {
			x := randomArguments[T](rng, trial)
			y, z := kernel.AlignedSlice[T](len(x)), kernel.AlignedSlice[T](len(x))
			kernel.Pair(f, y, z, x, len(x))
			return append(y, z...)
		}})
	}
	for _, c := range elementCases[T]() {
		all = append(all, subject[T]{c.name, func(rng *rand.Rand, trial int) []T { return elementSubject(rng, trial, c) }})
	}
	return all
}

// randomArguments spread over many orders of magnitude, with special ones among them. They are made of uniform numbers and
// powers of two alone, since functions of package math and sums of products need not have the same bits everywhere.
func randomArguments[T scalar.Float](rng *rand.Rand, trial int) []T {
	special := specials[T]()
	x := kernel.AlignedSlice[T](1 + rng.IntN(200))
	if trial == 0 {
		x = kernel.AlignedSlice[T](20_000)
	}
	for i := range x {
		spread := []int{3, 3, 3, 3, 6, 10, rng.IntN(250) - 125}[rng.IntN(7)]
		x[i] = T(math.Ldexp(2*rng.Float64()-1, spread))
		if rng.IntN(20) == 0 {
			x[i] = special[rng.IntN(len(special))]
		}
	}
	return x
}

func elementSubject[T scalar.Float](rng *rand.Rand, trial int, c elementCase[T]) []T {
	features, lanes := randomShape(rng, trial)
	x, y, z := randomOperand[T](rng, features, lanes), randomOperand[T](rng, features, lanes), randomOperand[T](rng, features, lanes)
	dst := kernel.AlignedSlice[T](features * kernel.RoundUp(lanes))
	c.run(dst, kernel.RoundUp(lanes), x, y, z, features, lanes)
	return written(dst, kernel.RoundUp(lanes), lanes)
}

// written leaves out what whole vectors may write beyond the lanes.
func written[T scalar.Float](x []T, ld, lanes int) (w []T) {
	for ; len(x) >= lanes; x = x[min(ld, len(x)):] {
		w = append(w, x[:lanes]...)
	}
	return w
}

// randomMagnitudes are numbers of very different sizes, so that another order of summation would show.
func randomMagnitudes[T scalar.Float](rng *rand.Rand, n int) []T {
	x := random[T](rng, n)
	for i := range x {
		x[i] *= T(math.Ldexp(1, rng.IntN(20)-10))
	}
	return x
}

func gemmSubject[T scalar.Float](rng *rand.Rand, trial int) []T {
	m, n, k := 1+rng.IntN(40), 1+rng.IntN(90), rng.IntN(70)
	if trial%10 == 9 {
		k += 256
	}
	ars, acs, ldb, ldc := k+rng.IntN(3), 1, n+rng.IntN(20), n+rng.IntN(20)
	if trial%2 == 1 {
		ars, acs = 1, m+rng.IntN(3)
	}
	a, b, c := randomMagnitudes[T](rng, m*ars+k*acs+1), randomMagnitudes[T](rng, k*ldb+n), randomMagnitudes[T](rng, m*ldc+n)
	if trial%3 == 0 {
		kernel.GemmBias(m, n, k, a, ars, acs, b, ldb, randomMagnitudes[T](rng, m), c, ldc)
	} else {
		kernel.Gemm(m, n, k, a, ars, acs, b, ldb, c, ldc, trial%3 == 1)
	}
	return c
}

// gemmBlocksSubject takes products with packed factors: one that is packed for its size, and one that only narrow vectors
// pack, for the distance between the rows of B.
func gemmBlocksSubject[T scalar.Float](rng *rand.Rand, trial int) []T {
	if trial > 1 {
		return nil
	}
	m, n, k := 140, 1050, 900
	if trial == 1 {
		m, n, k = 60, 1024, 70
	}
	a, b, c := randomMagnitudes[T](rng, m*k), randomMagnitudes[T](rng, k*n), randomMagnitudes[T](rng, m*n)
	kernel.Gemm(m, n, k, a, k, 1, b, n, c, n, true)
	return c
}

func gemmTimesSubject[T scalar.Float](rng *rand.Rand, trial int) []T {
	m, n, k := 1+rng.IntN(30), 1+rng.IntN(90), rng.IntN(70)
	if trial%10 == 9 {
		k += 256
	}
	a, b := randomMagnitudes[T](rng, m*k), randomMagnitudes[T](rng, k*n)
	factor, c := randomMagnitudes[T](rng, m*n), randomMagnitudes[T](rng, m*n)
	kernel.GemmTimes(m, n, k, a, k, 1, b, n, factor, c, n, trial%2 == 0)
	return c
}

// gemmBiasTimesSubject has a factor whose rows are nearer together, or further apart, than those of C.
func gemmBiasTimesSubject[T scalar.Float](f scalar.FactorFunc) func(rng *rand.Rand, trial int) []T {
	return func(rng *rand.Rand, trial int) []T {
		m, n, k := 1+rng.IntN(40), 1+rng.IntN(90), 1+rng.IntN(70)
		ldf, ldc := n+rng.IntN(20), n+rng.IntN(20)
		bias := randomMagnitudes[T](rng, m)
		if trial%2 == 0 {
			bias = nil
		}
		a, b := randomMagnitudes[T](rng, m*k), randomMagnitudes[T](rng, k*n)
		factor, c := randomMagnitudes[T](rng, m*ldf+n), randomMagnitudes[T](rng, m*ldc+n)
		kernel.GemmBiasTimes(m, n, k, a, k, 1, b, n, bias, f, factor, ldf, c, ldc)
		return c
	}
}

func gemmNTSubject[T scalar.Float](rng *rand.Rand, trial int) []T {
	return contraction[T](rng, trial, 5+rng.IntN(60), 5+rng.IntN(60), 1+rng.IntN(300))
}

func gemmNTThinSubject[T scalar.Float](rng *rand.Rand, trial int) []T {
	thin, wide := 1+rng.IntN(kernel.ThinRows), 1+rng.IntN(40)
	if trial%2 == 1 {
		thin, wide = wide, thin
	}
	n := 1 + rng.IntN(200)
	if trial == 0 {
		n += kernel.LongestCall
	}
	return contraction[T](rng, trial, thin, wide, n)
}

func gemmNTBlocksSubject[T scalar.Float](rng *rand.Rand, trial int) []T {
	if trial > 1 {
		return nil
	}
	return contraction[T](rng, trial, 150, 600-450*trial, 700)
}

// contraction lays C out by rows, by columns, or with gaps.
func contraction[T scalar.Float](rng *rand.Rand, trial, m, k, n int) []T {
	lda, ldb := n+rng.IntN(20), n+rng.IntN(20)
	a, b := randomMagnitudes[T](rng, m*lda), randomMagnitudes[T](rng, k*ldb)
	crs, ccs := k+rng.IntN(3), 1
	switch trial % 4 {
	case 1:
		crs, ccs = 1, m+rng.IntN(3)
	case 2:
		crs, ccs = 2*k, 2
	}
	c := randomMagnitudes[T](rng, (m-1)*crs+(k-1)*ccs+1)
	kernel.GemmNT(m, k, n, a, lda, b, ldb, c, crs, ccs, trial%3 > 0, kernel.AlignedSlice[T](kernel.ScratchLen(m, k, n)))
	return c
}

func sumLanesSubject[T scalar.Float](rng *rand.Rand, trial int) []T {
	features, lanes := 1+rng.IntN(5), 1+rng.IntN(300)
	if trial == 0 {
		lanes += kernel.LongestCall
	}
	dst := randomMagnitudes[T](rng, features)
	kernel.SumLanes(dst, 1, randomMagnitudes[T](rng, features*lanes), lanes, features, lanes, trial%2 == 0)
	return dst
}

func sumFeaturesSubject[T scalar.Float](rng *rand.Rand, trial int) []T {
	features, lanes := randomShape(rng, trial)
	ld := randomStride(rng, lanes)
	dst := randomMagnitudes[T](rng, lanes)
	kernel.SumFeatures(dst, randomMagnitudes[T](rng, features*ld), ld, features, lanes, trial%2 == 0)
	return dst
}

func sumFeaturesProductSubject[T scalar.Float](rng *rand.Rand, trial int) []T {
	features, lanes := randomShape(rng, trial)
	ld := randomStride(rng, lanes)
	dst := randomMagnitudes[T](rng, lanes)
	kernel.SumFeaturesProduct(dst, randomMagnitudes[T](rng, features*ld), ld, randomMagnitudes[T](rng, features*ld), ld, features, lanes, trial%2 == 0)
	return dst
}

func transposeSubject[T scalar.Float](rng *rand.Rand, _ int) []T {
	rows, cols := 1+rng.IntN(70), 1+rng.IntN(70)
	dst := kernel.AlignedSlice[T](rows * cols)
	kernel.Transpose(dst, rows, random[T](rng, rows*cols), cols, rows, cols)
	return dst
}
