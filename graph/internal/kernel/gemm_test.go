// This file tests products against sums in float64, and a column among others against the column alone.

package kernel_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/assembly"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	"github.com/gorgoflow/gorgoflow/internal/long"
)

func TestGemm(t *testing.T) { eachLevel(t, testGemm[float32], testGemm[float64]) }

// testGemm compares all sizes with sums in float64. The bound is the sum of |a·b| times k+2 round-offs. Elements of C
// between the rows must stay what they were.
func testGemm[T scalar.Float](t *testing.T) {
	rng := newRand(3)
	for trial := range 2000 {
		if trial >= 70*3 && !long.Takes(trial, 5) {
			continue
		}
		m, n, k := 1+rng.IntN(70), 1+rng.IntN(70), rng.IntN(71)
		if trial < 70*3 { // every size at least once on every side
			m, n, k = 1+trial%70, 1+(trial*13)%70, (trial*29)%71
		}
		ldb, ldc := n+rng.IntN(20), n+rng.IntN(20)
		ars, acs := k+rng.IntN(9), 1
		if trial%2 == 1 {
			ars, acs = 1+rng.IntN(2), 2*m+rng.IntN(9)
		}
		a, b, c := random[T](rng, m*ars+k*acs+1), random[T](rng, k*ldb+n), random[T](rng, m*ldc+n)
		bias := random[T](rng, m)
		before := append([]T(nil), c...)
		start := trial % 3
		switch start {
		case kernel.StartBias:
			kernel.GemmBias(m, n, k, a, ars, acs, b, ldb, bias, c, ldc)
		default:
			kernel.Gemm(m, n, k, a, ars, acs, b, ldb, c, ldc, start == kernel.StartC)
		}
		name := fmt.Sprintf("m=%d n=%d k=%d start=%d", m, n, k, start)
		for i := range m {
			for j := range ldc {
				index := i*ldc + j
				if j >= n {
					if c[index] != before[index] {
						t.Fatalf("%s: C[%d,%d] lies outside and was written", name, i, j)
					}
					continue
				}
				want := [...]float64{0, float64(before[index]), float64(bias[i])}[start]
				size := math.Abs(want)
				for p := range k {
					product := float64(a[i*ars+p*acs]) * float64(b[p*ldb+j])
					want += product
					size += math.Abs(product)
				}
				if diff := math.Abs(float64(c[index]) - want); !(diff <= float64(k+2)*epsilon[T]()*size) {
					t.Fatalf("%s: C[%d,%d] = %v, want %v", name, i, j, c[index], want)
				}
			}
		}
	}
}

func TestGemmLaneInvariance(t *testing.T) {
	eachLevel(t, testGemmLaneInvariance[float32], testGemmLaneInvariance[float64])
}

// testGemmLaneInvariance: a column gives the same bits alone, anywhere among other columns, and with any rows around its
// element.
func testGemmLaneInvariance[T scalar.Float](t *testing.T) {
	rng := newRand(4)
	for _, k := range []int{1, 7, 64, 300, 700} {
		m := 29
		a, column, bias := random[T](rng, m*k), random[T](rng, k), random[T](rng, m)
		alone := make([]T, m)
		kernel.GemmBias(m, 1, k, a, k, 1, column, 1, bias, alone, 1)
		for _, n := range []int{2, 16, 17, 64, 200} {
			for _, at := range []int{0, n / 2, n - 1} {
				b, c := random[T](rng, k*n), random[T](rng, m*n)
				for p := range k {
					b[p*n+at] = column[p]
				}
				for first := 0; first < m; first += 5 {
					kernel.GemmBias(m-first, n, k, a[first*k:], k, 1, b, n, bias[first:], c, n)
					for i := range m - first {
						if !sameBits(c[i*n+at], alone[first+i]) {
							t.Fatalf("k=%d n=%d column %d row %d: %v, alone %v", k, n, at, first+i, c[i*n+at], alone[first+i])
						}
					}
				}
			}
		}
	}
}

func TestGemmBlocks(t *testing.T) { eachLevel(t, testGemmBlocks[float32], testGemmBlocks[float64]) }

// testGemmBlocks takes matrices larger than one block in every direction. B is given with its rows together, and with rows
// so far apart that B is packed even if it is small. A is laid out by rows, by columns, and by neither. The bits must be
// those of few columns at a time, which are never packed, and sampled elements must be right.
func testGemmBlocks[T scalar.Float](t *testing.T) {
	if assembly.Active == assembly.Portable {
		t.Skip("portable code has no blocks")
	}
	rng := newRand(17)
	for trial, s := range [][3]int{{131, 2100, 470}, {523, 530, 1030}, {131, 1000, 1100}, {50, 1000, 300}, {131, 37, 1100}, {7, 3000, 300}} {
		m, n, k := s[0], s[1], s[2]
		far, near := (n+1023)/1024*1024, n+trial
		b, spread, bias := random[T](rng, k*near), kernel.AlignedSlice[T](k*far), random[T](rng, m)
		for p := range k {
			copy(spread[p*far:p*far+n], b[p*near:])
		}
		ars, acs := [...]int{k + trial, 1, 2}[trial%3], [...]int{1, m + trial, 2*m + 1}[trial%3]
		a := random[T](rng, m*ars+k*acs)
		want, c, d := random[T](rng, m*n), random[T](rng, m*n), random[T](rng, m*n)
		for j := 0; j < n; j += 16 {
			kernel.GemmBias(m, min(16, n-j), k, a, ars, acs, b[j:], near, bias, want[j:], n)
		}
		kernel.GemmBias(m, n, k, a, ars, acs, b, near, bias, c, n)
		kernel.GemmBias(m, n, k, a, ars, acs, spread, far, bias, d, n)
		for i := range c {
			if !sameBits(c[i], want[i]) || !sameBits(d[i], want[i]) {
				t.Fatalf("%v, A %d, %d: element %d is %v, with B far apart %v, want %v as by few columns at a time", s, ars, acs, i, c[i], d[i], want[i])
			}
		}
		for range 1000 {
			i, j := rng.IntN(m), rng.IntN(n)
			checkElement(t, c[i*n+j], float64(bias[i]), k, func(p int) float64 {
				return float64(a[i*ars+p*acs]) * float64(b[p*near+j])
			})
		}
	}
}

// checkElement compares with a sum in float64.
func checkElement[T scalar.Float](t *testing.T, got T, start float64, k int, term func(p int) float64) {
	t.Helper()
	want, size := start, math.Abs(start)
	for p := range k {
		want += term(p)
		size += math.Abs(term(p))
	}
	if !(math.Abs(float64(got)-want) <= float64(k+2)*epsilon[T]()*size) {
		t.Fatalf("%v, want %v", got, want)
	}
}

func TestGemmTimes(t *testing.T) { eachLevel(t, testGemmTimes[float32], testGemmTimes[float64]) }

// testGemmTimes compares with a product that is multiplied by the factor afterwards. What lies between the rows of C must
// stay what it was.
func testGemmTimes[T scalar.Float](t *testing.T) {
	rng := newRand(4)
	for trial := range 600 {
		if trial%50 != 0 && !long.Takes(trial, 5) {
			continue
		}
		m, n, k := 1+rng.IntN(40), 1+rng.IntN(150), rng.IntN(60)
		if trial%50 == 0 {
			k = 300 + rng.IntN(20)
		}
		ldb, ldc, accumulate := n+rng.IntN(20), n+rng.IntN(20), trial%2 == 0
		ars, acs := k+rng.IntN(9), 1
		if trial%3 == 1 {
			ars, acs = 1, m+rng.IntN(9)
		}
		a, b := random[T](rng, m*ars+k*acs+1), random[T](rng, k*ldb+n)
		factor, c := random[T](rng, m*ldc+n), random[T](rng, m*ldc+n)
		product, before := make([]T, len(c)), append([]T(nil), c...)
		kernel.ProductPortable(m, n, k, a, ars, acs, b, ldb, product, ldc)
		kernel.GemmTimes(m, n, k, a, ars, acs, b, ldb, factor, c, ldc, accumulate)
		for at, got := range c {
			want, size := float64(before[at]), 0.0
			if at < m*ldc && at%ldc < n {
				times := float64(factor[at]) * float64(product[at])
				size = math.Abs(float64(factor[at])) * float64(k+1)
				if accumulate {
					times, size = times+want, size+math.Abs(want)
				}
				want = times
			}
			if diff := math.Abs(float64(got) - want); !(diff <= 20*epsilon[T]()*size) {
				t.Fatalf("m=%d n=%d k=%d accumulate=%v: C[%d,%d] = %v, want %v", m, n, k, accumulate, at/ldc, at%ldc, got, want)
			}
		}
	}
}
