// This file tests sums, transpositions and contractions against sums in float64.

package kernel_test

import (
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	"github.com/gorgoflow/gorgoflow/internal/long"
)

func TestReductions(t *testing.T) { eachLevel(t, testReductions[float32], testReductions[float64]) }

// testReductions compares with sums in float64. What lies beyond the lanes is poisoned and must not matter.
func testReductions[T scalar.Float](t *testing.T) {
	rng := newRand(13)
	for trial := range 600 {
		features, lanes := randomShape(rng, trial)
		ldx, ldy := randomStride(rng, lanes), randomStride(rng, lanes)
		x, y := random[T](rng, features*ldx), random[T](rng, features*ldy)
		poison(x, ldx, lanes)
		poison(y, ldy, lanes)
		accumulate := trial%2 == 0
		byFeature, stride := random[T](rng, features*3), 1+trial%3
		sum, product := random[T](rng, lanes), random[T](rng, lanes)
		before := [][]T{clone(byFeature), clone(sum), clone(product)}
		kernel.SumLanes(byFeature, stride, x, ldx, features, lanes, accumulate)
		kernel.SumFeatures(sum, x, ldx, features, lanes, accumulate)
		kernel.SumFeaturesProduct(product, x, ldx, y, ldy, features, lanes, accumulate)
		check := func(name string, got, before T, terms int, term func(i int) float64) {
			want := 0.0
			if accumulate {
				want = float64(before)
			}
			for i := range terms {
				want += term(i)
			}
			if !(math.Abs(float64(got)-want) <= epsilon[T]()*float64((terms+2)*(terms+2))) {
				t.Fatalf("%s %dx%d (strides %d, %d) accumulate %v: %v, want %v", name, features, lanes, ldx, ldy, accumulate, got, want)
			}
		}
		for f := range features {
			check("SumLanes", byFeature[f*stride], before[0][f*stride], lanes, func(r int) float64 { return float64(x[f*ldx+r]) })
		}
		for r := range lanes {
			check("SumFeatures", sum[r], before[1][r], features, func(f int) float64 { return float64(x[f*ldx+r]) })
			check("SumFeaturesProduct", product[r], before[2][r], features, func(f int) float64 {
				return float64(x[f*ldx+r]) * float64(y[f*ldy+r])
			})
		}
	}
}

func poison[T scalar.Float](x []T, ld, lanes int) {
	for i := range x {
		if i%ld >= lanes {
			x[i] = T(math.NaN())
		}
	}
}

func clone[T scalar.Float](x []T) []T { return append([]T(nil), x...) }

func TestTranspose(t *testing.T) { eachLevel(t, testTranspose[float32], testTranspose[float64]) }

func testTranspose[T scalar.Float](t *testing.T) {
	rng := newRand(14)
	shapes := [][2]int{{37, kernel.LongestCall + 3}, {3000, 43}} // several calls of assembly
	takes := long.OneIn(3)
	for rows := 1; rows <= 70; rows++ {
		for cols := 1; cols <= 70; cols += 1 + rng.IntN(3) {
			if !takes() {
				continue
			}
			shapes = append(shapes, [2]int{rows, cols})
		}
	}
	for _, s := range shapes {
		rows, cols := s[0], s[1]
		lds, ldd := cols+rng.IntN(4), rows+rng.IntN(4)
		src, dst := random[T](rng, rows*lds), random[T](rng, cols*ldd)
		before := clone(dst)
		kernel.Transpose(dst, ldd, src, lds, rows, cols)
		for i := range dst {
			want := before[i]
			if r, c := i%ldd, i/ldd; r < rows {
				want = src[r*lds+c]
			}
			if dst[i] != want {
				t.Fatalf("%dx%d: element %d is %v, want %v", rows, cols, i, dst[i], want)
			}
		}
	}
}

func TestGemmNT(t *testing.T) { eachLevel(t, testGemmNT[float32], testGemmNT[float64]) }

// testGemmNT takes exactly n lanes: what lies beyond them is poisoned. C is laid out by rows, by columns, or with gaps, and
// nothing else in its memory may change.
func testGemmNT[T scalar.Float](t *testing.T) {
	rng, trials := newRand(15), 70*3 // every number of lanes, whether C is added to or not
	if long.Run {
		trials = 700
	}
	for trial := range trials {
		m, k, n := 1+rng.IntN(70), 1+rng.IntN(70), 1+trial%70
		switch trial % 10 {
		case 7:
			m = 1 + rng.IntN(2)
		case 8:
			k = 1 + rng.IntN(2)
		case 9:
			n = 200 + rng.IntN(400)
		}
		lda, ldb := randomStride(rng, n), randomStride(rng, n)
		a, b := random[T](rng, m*lda), random[T](rng, k*ldb)
		poison(a, lda, n)
		poison(b, ldb, n)
		crs, ccs := k+rng.IntN(3), 1
		switch trial % 4 {
		case 1:
			crs, ccs = 1, m+rng.IntN(3)
		case 2:
			crs, ccs = 2*k, 2
		}
		c := random[T](rng, (m-1)*crs+(k-1)*ccs+1)
		want, size := make([]float64, len(c)), make([]float64, len(c))
		accumulate := trial%3 != 0
		for i, v := range c {
			want[i] = float64(v)
		}
		for i := range m {
			for j := range k {
				at := i*crs + j*ccs
				if !accumulate {
					want[at] = 0
				}
				size[at] = 1
				for r := range n {
					product := float64(a[i*lda+r]) * float64(b[j*ldb+r])
					want[at] += product
					size[at] += math.Abs(product)
				}
			}
		}
		scratch := random[T](rng, kernel.ScratchLen(m, k, n))
		kernel.GemmNT(m, k, n, a, lda, b, ldb, c, crs, ccs, accumulate, scratch)
		for i := range c {
			if !(math.Abs(float64(c[i])-want[i]) <= float64(n+2)*epsilon[T]()*size[i]) {
				t.Fatalf("m=%d k=%d n=%d strides %d,%d accumulate %v: C[%d] = %v, want %v", m, k, n, crs, ccs, accumulate, i, c[i], want[i])
			}
		}
	}
}

func BenchmarkKernelGemmNT(b *testing.B) {
	eachLevelBench(b, benchGemmNT[float32], benchGemmNT[float64])
}

func benchGemmNT[T scalar.Float](b *testing.B) {
	rng := newRand(16)
	for _, s := range [][3]int{{64, 64, 64}, {128, 128, 128}, {256, 256, 256}, {512, 512, 512}, {1024, 1024, 1024}, {64, 64, 512}, {64, 2, 64}, {2, 64, 64}, {64, 1, 64}, {160, 160, 128}, {860, 860, 128}, {860, 43, 128}, {43, 860, 128}} {
		m, k, n := s[0], s[1], s[2]
		x, y, c := random[T](rng, m*n), random[T](rng, k*n), random[T](rng, m*k)
		scratch := kernel.AlignedSlice[T](kernel.ScratchLen(m, k, n))
		b.Run(sizeName(m, k, n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				kernel.GemmNT(m, k, n, x, n, y, n, c, k, 1, true, scratch)
			}
			reportRate[T](b, 2*m*n*k)
		})
	}
}
