package kernel

import (
	"fmt"
	"math"
	"testing"
)

func TestGemm(t *testing.T) { eachLevel(t, testGemm[float32], testGemm[float64]) }

// testGemm compares all sizes with sums in float64, whose error bound is the sum of |a·b| times k+1 round-offs.
// Elements of C between the rows must stay what they were.
func testGemm[T Float](t *testing.T) {
	rng := newRand(3)
	for trial := range 2000 {
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
		case startBias:
			GemmBias(m, n, k, a, ars, acs, b, ldb, bias, c, ldc)
		default:
			Gemm(m, n, k, a, ars, acs, b, ldb, c, ldc, start == startC)
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

// A column gives the same bits alone, anywhere among others, and with any rows around its element.
func testGemmLaneInvariance[T Float](t *testing.T) {
	rng := newRand(4)
	for _, k := range []int{1, 7, 64, 300, 700} {
		m := 29
		a, column, bias := random[T](rng, m*k), random[T](rng, k), random[T](rng, m)
		alone := make([]T, m)
		GemmBias(m, 1, k, a, k, 1, column, 1, bias, alone, 1)
		for _, n := range []int{2, 16, 17, 64, 200} {
			for _, at := range []int{0, n / 2, n - 1} {
				b, c := random[T](rng, k*n), random[T](rng, m*n)
				for p := range k {
					b[p*n+at] = column[p]
				}
				for first := 0; first < m; first += 5 {
					GemmBias(m-first, n, k, a[first*k:], k, 1, b, n, bias[first:], c, n)
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

// testGemmBlocks takes matrices larger than one block in every direction, with B at a stride for which it is
// packed and at one for which it is not: the bits must be the same, and sampled elements right.
func testGemmBlocks[T Float](t *testing.T) {
	rng := newRand(17)
	for _, s := range [][3]int{{131, 1000, 1100}, {131, 37, 1100}, {50, 1000, 300}, {131, 1024, 64}, {7, 5000, 700}} {
		m, n, k := s[0], s[1], s[2]
		far := (n + 1023) / 1024 * 1024
		near := RoundUp(n) + 3*Pad
		a, b, packed, bias := random[T](rng, m*k), random[T](rng, k*near), AlignedSlice[T](k*far), random[T](rng, m)
		for p := range k {
			copy(packed[p*far:p*far+n], b[p*near:])
		}
		c, d := random[T](rng, m*n), random[T](rng, m*n)
		GemmBias(m, n, k, a, k, 1, b, near, bias, c, n)
		GemmBias(m, n, k, a, k, 1, packed, far, bias, d, n)
		for i := range c {
			if !sameBits(c[i], d[i]) {
				t.Fatalf("%v: element %d is %v, with B far apart %v", s, i, c[i], d[i])
			}
		}
		for range 3000 {
			i, j := rng.IntN(m), rng.IntN(n)
			want, size := float64(bias[i]), 1.0
			for p := range k {
				product := float64(a[i*k+p]) * float64(b[p*near+j])
				want += product
				size += math.Abs(product)
			}
			if !(math.Abs(float64(c[i*n+j])-want) <= float64(k+2)*epsilon[T]()*size) {
				t.Fatalf("%v: C[%d,%d] = %v, want %v", s, i, j, c[i*n+j], want)
			}
		}
	}
}
