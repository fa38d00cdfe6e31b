//go:build amd64 && !purego

package kernel

const (
	contractionPanelBytes = 128 // features transposed at a time: two AVX-512 vectors
	thinRows              = 4   // up to so many rows of one factor inner products are faster
	contractionDepth      = 256 // lanes transposed at a time; so many rows of a panel fit the first-level cache
)

// ScratchLen returns how many elements of scratch GemmNT needs.
func ScratchLen(m, k, n int) int {
	return contractionPanelBytes / 4 * (min(n, contractionDepth) + max(m, k))
}

// gemmNTVector transposes one factor, a panel of features at a time, so that the contraction runs over rows
// and the product becomes an ordinary one, with an element of C again one chain over the lanes.
func gemmNTVector[T Float](m, k, n int, a []T, lda int, b []T, ldb int, c []T, crs, ccs int, accumulate bool, scratch []T) bool {
	if level == levelNone {
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
	if ccs == 1 && worthPacking(m, k, n, left, right) {
		gemmPacked(m, k, n, left, right, c, crs, startOf(accumulate), nil)
		return true
	}
	panel := contractionPanelBytes / elementBytes[T]()
	depth := min(n, contractionDepth)
	packed, tile := scratch[:panel*depth], scratch[panel*depth:]
	for j := 0; j < k; j += panel {
		width := min(panel, k-j)
		to, ldc, start := c[j*ccs:], crs, startOf(accumulate)
		if ccs != 1 {
			to, ldc, start = tile, panel, startZero
		}
		for r := 0; r < n; r += depth {
			part := min(depth, n-r)
			Transpose(packed, panel, b[j*ldb+r:], ldb, width, part)
			gemm(m, width, part, a[r:], lda, 1, packed, panel, to, ldc, start, nil)
			start = startC
		}
		if ccs != 1 {
			scatter(c[j*ccs:], crs, ccs, tile, panel, m, width, accumulate)
		}
	}
	return true
}

// contractionCost estimates the work with k the transposed side and stride the distance in C between its
// features, in multiply-adds: whole vectors of the product, the transposition, and moving the result to
// where it belongs if its features are not neighbours there.
func contractionCost[T Float](m, k, n, stride int) int {
	lanes := vectorLanes[T]()
	vectors := (k + lanes - 1) / lanes
	cost := n * (m*vectors*lanes + 8*k)
	if stride != 1 {
		cost += 8 * lanes * m * k
	}
	return cost
}

func scatter[T Float](c []T, crs, ccs int, tile []T, panel, m, width int, accumulate bool) {
	for i := range m {
		for j, v := range tile[i*panel : i*panel+width] {
			at := &c[i*crs+j*ccs]
			if accumulate {
				v += *at
			}
			*at = v
		}
	}
}
