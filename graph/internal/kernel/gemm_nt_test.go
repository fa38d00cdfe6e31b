// This file tests contractions over lanes that are divided into blocks, and contractions against ordinary products.

package kernel_test

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/assembly"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

func TestGemmNTBlocks(t *testing.T) {
	eachLevel(t, testGemmNTBlocks[float32], testGemmNTBlocks[float64])
}

// testGemmNTBlocks takes exactly the lanes asked for, of matrices larger than one block. C is laid out by rows and by
// columns.
func testGemmNTBlocks[T scalar.Float](t *testing.T) {
	if assembly.Active == assembly.Portable {
		t.Skip("portable code has no blocks")
	}
	rng := newRand(22)
	for trial, s := range [][3]int{{700, 523, 870}, {523, 700, 870}, {150, 90, 2000}} {
		m, k, n := s[0], s[1], s[2]
		lda, ldb := n+trial, n+3
		a, b := random[T](rng, m*lda), random[T](rng, k*ldb)
		poison(a, lda, n)
		poison(b, ldb, n)
		crs, ccs := k+trial, 1
		if trial == 1 {
			crs, ccs = 1, m
		}
		c := random[T](rng, m*crs+k*ccs)
		before := clone(c)
		kernel.GemmNT(m, k, n, a, lda, b, ldb, c, crs, ccs, true, kernel.AlignedSlice[T](kernel.ScratchLen(m, k, n)))
		for range 3000 {
			i, j := rng.IntN(m), rng.IntN(k)
			at := i*crs + j*ccs
			checkElement(t, c[at], float64(before[at]), n, func(r int) float64 { return float64(a[i*lda+r]) * float64(b[j*ldb+r]) })
		}
	}
}

func TestGemmNTChain(t *testing.T) { eachLevel(t, testGemmNTChain[float32], testGemmNTChain[float64]) }

// testGemmNTChain: each element is one chain over the lanes, which starts from the element of C or is added to it. An
// ordinary product of the factors, one of them transposed beforehand, has the same bits. The sizes take every width of a
// last panel, a depth of one part and of several, and blocks of many features of few lanes.
func testGemmNTChain[T scalar.Float](t *testing.T) {
	if assembly.Features() == "portable" {
		t.Skip("portable code rounds products and sums by themselves")
	}
	rng := newRand(23)
	for trial := range 300 {
		m, k, n := 5+rng.IntN(60), 5+trial%150, 1+rng.IntN(70)
		switch trial % 5 {
		case 3:
			m = 100 + rng.IntN(100)
		case 4:
			n = 100 + rng.IntN(600)
		}
		lda, ldb, ldc := n+rng.IntN(9), n+rng.IntN(9), k+rng.IntN(9)
		a, b, c := random[T](rng, m*lda), random[T](rng, k*ldb), random[T](rng, m*ldc)
		before, want, transposed := clone(c), clone(c), kernel.AlignedSlice[T](n*k)
		kernel.TransposePortable(transposed, k, b, ldb, k, n)
		added := make([]T, len(c))
		accumulate := trial%2 == 0
		kernel.Gemm(m, k, n, a, lda, 1, transposed, k, want, ldc, accumulate)
		kernel.Gemm(m, k, n, a, lda, 1, transposed, k, added, ldc, false)
		kernel.GemmNT(m, k, n, a, lda, b, ldb, c, ldc, 1, accumulate, random[T](rng, kernel.ScratchLen(m, k, n)))
		for i := range c {
			if !sameBits(c[i], want[i]) && !(accumulate && sameBits(c[i], before[i]+added[i])) {
				t.Fatalf("m=%d k=%d n=%d accumulate %v: C[%d,%d] = %v, want %v as transposed beforehand", m, k, n, accumulate, i/ldc, i%ldc, c[i], want[i])
			}
		}
	}
}
