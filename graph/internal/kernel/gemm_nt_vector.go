// This file turns contractions over lanes into products with a transposed factor.

package kernel

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/assembly"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

const (
	thinRows        = 4        // inner products are faster for a factor with so many rows or fewer
	contractionRow  = 128      // bytes of features transposed side by side: two AVX-512 vectors
	contractionSize = 16 << 10 // bytes transposed at a time; with few lanes, more features are
	mostContraction = 48 << 10 // bytes: one and a half rows for each of depthBlock lanes
)

// IsOneChain reports whether GemmNT adds the lanes of an element one after another, so that it may be given some of them at
// a time.
func IsOneChain(m, k int) bool { return min(m, k) > thinRows }

// ScratchLen returns how many elements of scratch GemmNT needs.
func ScratchLen(m, k, n int) int { return mostContraction/4 + contractionRow/4*max(m, k) }

// gemmNTVector transposes one factor, a part at a time, so that the contraction becomes an ordinary product over rows. An
// element of C is one chain over the lanes, as before.
func gemmNTVector[T scalar.Float](m, k, n int, a []T, lda int, b []T, ldb int, c []T, crs, ccs int, accumulate bool, scratch []T) bool {
	if assembly.ActiveCode[T]() == nil {
		return false
	}
	if k < m && k <= thinRows {
		contractThin(k, m, n, b, ldb, a, lda, c, ccs, crs, accumulate)
		return true
	}
	if m <= thinRows {
		contractThin(m, k, n, a, lda, b, ldb, c, crs, ccs, accumulate)
		return true
	}
	if contractionCost[T](k, m, n, crs) < contractionCost[T](m, k, n, ccs) {
		m, a, lda, crs, k, b, ldb, ccs = k, b, ldb, ccs, m, a, lda, crs
	}
	left, right := factor[T]{a, lda, 1}, factor[T]{b, ldb, 1}
	switch {
	case ccs != 1:
		contractScattered(m, k, n, a, lda, b, ldb, c, crs, ccs, accumulate, scratch)
	case worthPacking(m, k, n, left, right):
		gemmPacked(m, k, n, left, right, c, crs, startOf(accumulate), nil)
	default:
		contractTransposed(m, k, n, a, lda, b, ldb, c, crs, accumulate, scratch)
	}
	return true
}

// contractTransposed takes as many features of b at a time as fit the first-level cache besides those of a.
func contractTransposed[T scalar.Float](m, k, n int, a []T, lda int, b []T, ldb int, c []T, ldc int, accumulate bool, scratch []T) {
	size, depth := scalar.ElementBytes[T](), evenParts(n, depthBlock)
	arguments := panelArguments{panelStrides: panelStrides{ars: lda * size, acs: size, ldc: ldc * size}}
	row := contractionRow / size
	row = max(contractionSize/size/depth/row, 1) * row
	for j, width := 0, 0; j < k; j += width {
		width = min(row, k-j)
		if k-j <= row*3/2 { // a third vector costs less here than separately
			width = k - j
		}
		arguments.start = startOf(accumulate)
		stride := assembly.WholeVectorCount[T](width) * assembly.VectorLanes[T]()
		arguments.ldb = stride * size
		for r := 0; r < n; r += depth {
			arguments.depth = min(depth, n-r)
			Transpose(scratch, stride, b[j*ldb+r:], ldb, width, arguments.depth)
			gemmColumns(&arguments, m, width, a[r:], lda, scratch, c[j:], ldc, nil)
			arguments.start = startC
		}
	}
}

// evenParts divides n into the fewest parts of at most most, of equal length but for the last.
func evenParts(n, most int) int {
	if n <= most {
		return n
	}
	parts := (n + most - 1) / most
	return RoundUp((n + parts - 1) / parts)
}

// contractScattered is for a C whose neighbouring features are apart: it computes a tile for a row of features at a time.
func contractScattered[T scalar.Float](m, k, n int, a []T, lda int, b []T, ldb int, c []T, crs, ccs int, accumulate bool, scratch []T) {
	row := contractionRow / scalar.ElementBytes[T]()
	tile := scratch[mostContraction/scalar.ElementBytes[T]():]
	for j := 0; j < k; j += row {
		width := min(row, k-j)
		if accumulate {
			gather(tile, row, c[j*ccs:], crs, ccs, m, width)
		}
		contractTransposed(m, width, n, a, lda, b[j*ldb:], ldb, tile, row, accumulate, scratch)
		scatter(c[j*ccs:], crs, ccs, tile, row, m, width)
	}
}

// contractionCost estimates the work in multiply-adds, with k the transposed side and stride the distance in C between its
// features: whole vectors of the product, the transposition, and moving the result if its features are not neighbours in C.
func contractionCost[T scalar.Float](m, k, n, stride int) int {
	lanes := assembly.VectorLanes[T]()
	vectors := (k + lanes - 1) / lanes
	cost := n * (m*vectors*lanes + 8*k)
	if stride != 1 {
		cost += 8 * lanes * m * k
	}
	return cost
}

func gather[T scalar.Float](tile []T, panel int, c []T, crs, ccs, m, width int) {
	if crs == 1 {
		Transpose(tile, panel, c, ccs, width, m)
		return
	}
	for i := range m {
		row := tile[i*panel : i*panel+width]
		for j := range row {
			row[j] = c[i*crs+j*ccs]
		}
	}
}

func scatter[T scalar.Float](c []T, crs, ccs int, tile []T, panel, m, width int) {
	if crs == 1 {
		Transpose(c, ccs, tile, panel, m, width)
		return
	}
	for i := range m {
		for j, v := range tile[i*panel : i*panel+width] {
			c[i*crs+j*ccs] = v
		}
	}
}
