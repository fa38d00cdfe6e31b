// This file tests with whole numbers, whose sums are exact in any order and however they are divided: a part that is left
// out, taken twice or started wrongly shows, where a bound on rounding of long sums would hide it.

package kernel_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/assembly"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

func wholeNumbers[T scalar.Float](rng *rand.Rand, n int) []T {
	x := kernel.AlignedSlice[T](n)
	for i := range x {
		x[i] = T(rng.IntN(5) - 2)
	}
	return x
}

// wholeProduct is C = A·Bᵀ of whole numbers, m×n and k×n. It is computed once for all types and instruction sets.
type wholeProduct struct{ a, b, c []int32 }

var wholeProducts = make(map[[3]int]*wholeProduct)

func wholeProductOf(m, k, n int) *wholeProduct {
	if p := wholeProducts[[3]int{m, k, n}]; p != nil {
		return p
	}
	rng := newRand(uint64(m + k + n))
	p := &wholeProduct{make([]int32, m*n), make([]int32, k*n), make([]int32, m*k)}
	for _, x := range [][]int32{p.a, p.b} {
		for i := range x {
			x[i] = int32(rng.IntN(5) - 2)
		}
	}
	for i := range m {
		for j := range k {
			sum, y := int32(0), p.b[j*n:][:n]
			for r, v := range p.a[i*n:][:n] {
				sum += v * y[r]
			}
			p.c[i*k+j] = sum
		}
	}
	wholeProducts[[3]int{m, k, n}] = p
	return p
}

// spread stores rows of cols numbers ld apart.
func spread[T scalar.Float](x []int32, cols, ld int) []T {
	y := kernel.AlignedSlice[T](len(x) / cols * ld)
	for i, v := range x {
		y[i/cols*ld+i%cols] = T(v)
	}
	return y
}

// turned stores the transposed matrix of rows of cols numbers.
func turned[T scalar.Float](x []int32, cols, ld int) []T {
	y := kernel.AlignedSlice[T](cols * ld)
	for i, v := range x {
		y[i%cols*ld+i/cols] = T(v)
	}
	return y
}

// expectExactly compares all that a call may have written, and all that it must have left alone.
func expectExactly[T scalar.Float](t *testing.T, what string, got, want []T) {
	t.Helper()
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("%s: element %d is %v, want %v", what, i, got[i], want[i])
		}
	}
}

func TestWholeReductions(t *testing.T) {
	eachLevel(t, testWholeReductions[float32], testWholeReductions[float64])
}

func testWholeReductions[T scalar.Float](t *testing.T) {
	rng := newRand(31)
	for _, shape := range append(longShapes, [2]int{2, kernel.LongestCall + 1}, [2]int{kernel.LongestCall/128 + 1, 128}, [2]int{700, 129}) {
		for _, accumulate := range []bool{false, true} {
			features, lanes := shape[0], shape[1]
			ld, stride := kernel.RoundUp(lanes), 1+rng.IntN(2)
			x, y := wholeNumbers[T](rng, features*ld), wholeNumbers[T](rng, features*ld)
			sum, product, byFeature := wholeNumbers[T](rng, ld), wholeNumbers[T](rng, ld), wholeNumbers[T](rng, features*stride)
			wantSum, wantProduct, wantFeature := clone(sum), clone(product), clone(byFeature)
			if !accumulate {
				clear(wantSum[:lanes])
				clear(wantProduct[:lanes])
			}
			for f := range features {
				if !accumulate {
					wantFeature[f*stride] = 0
				}
				for r := range lanes {
					a, b := x[f*ld+r], y[f*ld+r]
					wantSum[r] += a
					wantProduct[r] += a * b
					wantFeature[f*stride] += a
				}
			}
			kernel.SumFeatures(sum, x, ld, features, lanes, accumulate)
			kernel.SumFeaturesProduct(product, x, ld, y, ld, features, lanes, accumulate)
			kernel.SumLanes(byFeature, stride, x, ld, features, lanes, accumulate)
			what := fmt.Sprintf("%dx%d, accumulate %v", features, lanes, accumulate)
			expectExactly(t, "SumFeatures "+what, sum, wantSum[:lanes])
			expectExactly(t, "SumFeaturesProduct "+what, product, wantProduct[:lanes])
			expectExactly(t, "SumLanes "+what, byFeature, wantFeature)
		}
	}
}

func TestWholeContractions(t *testing.T) {
	eachLevel(t, testWholeContractions[float32], testWholeContractions[float64])
}

func testWholeContractions[T scalar.Float](t *testing.T) {
	rng := newRand(32)
	for _, s := range [][3]int{
		{1, 9, kernel.LongestCall + 7}, {2, 5, 2*kernel.LongestCall + 3}, {3, 300, 700}, {4, 3, kernel.LongestCall + 1}, {20, 2, kernel.LongestCall + 9}, // thin
		{7, 40, 1000}, {33, 45, 257}, {50, 49, 513}, {13, 97, 1025}, {130, 70, 300}, // in blocks of lanes
		{40, 60, 512}, {60, 55, 256}, {133, 527, 1600}, // in wide blocks, packed
	} {
		if assembly.Active == assembly.Portable && s[1] > 500 {
			continue // portable code packs nothing
		}
		m, k, n := s[0], s[1], s[2]
		lda, ldb := n+rng.IntN(3), n+rng.IntN(3)
		whole := wholeProductOf(m, k, n)
		a, b, products := spread[T](whole.a, n, lda), spread[T](whole.b, n, ldb), spread[T](whole.c, k, k)
		for i, at := range [][2]int{{k, 1}, {1, m}, {2*k + 1, 2}} { // by rows, by columns, with gaps
			accumulate := (i+m)%2 == 0
			for range 2 {
				c := wholeNumbers[T](rng, (m-1)*at[0]+(k-1)*at[1]+3)
				want := clone(c)
				for i := range m {
					for j := range k {
						to := &want[i*at[0]+j*at[1]]
						if !accumulate {
							*to = 0
						}
						*to += products[i*k+j]
					}
				}
				kernel.GemmNT(m, k, n, a, lda, b, ldb, c, at[0], at[1], accumulate, kernel.AlignedSlice[T](kernel.ScratchLen(m, k, n)))
				expectExactly(t, fmt.Sprintf("GemmNT %v, strides %v, accumulate %v", s, at, accumulate), c, want)
				accumulate = !accumulate
			}
		}
	}
}

func TestWholeProducts(t *testing.T) {
	eachLevel(t, testWholeProducts[float32], testWholeProducts[float64])
}

func testWholeProducts[T scalar.Float](t *testing.T) {
	rng := newRand(33)
	for _, s := range [][3]int{
		{5, 2100, 257}, {13, 1000, 300}, {25, 70, 513}, {12, 4200, 130}, // m, n, k: blocks of columns and of depth
		{133, 527, 1600}, {49, 40, 300}, {500, 60, 70}, // packed, the last two for narrow vectors
	} {
		if assembly.Active == assembly.Portable && s[1] > 500 {
			continue // portable code has no blocks
		}
		m, n, k := s[0], s[1], s[2]
		ldb, ldc := n+rng.IntN(20), n+rng.IntN(20)
		if n < 64 {
			ldb = 1024
		}
		whole := wholeProductOf(m, n, k)
		a, b, products := spread[T](whole.a, k, k), turned[T](whole.b, k, ldb), spread[T](whole.c, n, ldc)
		bias := wholeNumbers[T](rng, m)
		factor := wholeNumbers[T](rng, m*ldc)
		for _, c := range []struct {
			name string
			run  func(c []T)
			want func(was, product, factor, bias T) T
		}{
			{"Gemm", func(c []T) { kernel.Gemm(m, n, k, a, k, 1, b, ldb, c, ldc, false) }, func(_, p, _, _ T) T { return p }},
			{"Gemm onto", func(c []T) { kernel.Gemm(m, n, k, a, k, 1, b, ldb, c, ldc, true) }, func(was, p, _, _ T) T { return was + p }},
			{"GemmBias", func(c []T) { kernel.GemmBias(m, n, k, a, k, 1, b, ldb, bias, c, ldc) }, func(_, p, _, bias T) T { return bias + p }},
			{"GemmTimes", func(c []T) { kernel.GemmTimes(m, n, k, a, k, 1, b, ldb, factor, c, ldc, false) },
				func(_, p, f, _ T) T { return f * p }},
			{"GemmBiasTimes", func(c []T) { kernel.GemmBiasTimes(m, n, k, a, k, 1, b, ldb, bias, scalar.Factor, factor, ldc, c, ldc) },
				func(_, p, f, bias T) T { return f * (bias + p) }},
			{"GemmBiasTimes 1-y²", func(c []T) {
				kernel.GemmBiasTimes(m, n, k, a, k, 1, b, ldb, bias, scalar.FactorOneMinusSquare, factor, ldc, c, ldc)
			}, func(_, p, f, bias T) T { return (1 - f*f) * (bias + p) }},
			{"GemmBiasTimes y(1-y)", func(c []T) {
				kernel.GemmBiasTimes(m, n, k, a, k, 1, b, ldb, nil, scalar.FactorLogisticPrime, factor, ldc, c, ldc)
			}, func(_, p, f, _ T) T { return f * (1 - f) * p }},
			{"GemmTimes onto", func(c []T) { kernel.GemmTimes(m, n, k, a, k, 1, b, ldb, factor, c, ldc, true) },
				func(was, p, f, _ T) T { return was + f*p }},
		} {
			got := wholeNumbers[T](rng, m*ldc)
			want := clone(got)
			for i := range m {
				for j := range n {
					at := i*ldc + j
					want[at] = c.want(want[at], products[at], factor[at], bias[i])
				}
			}
			c.run(got)
			expectExactly(t, fmt.Sprintf("%s %v", c.name, s), got, want)
		}
	}
}
