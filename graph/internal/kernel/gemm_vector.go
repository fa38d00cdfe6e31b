// This file divides products into passes over the depth and tiles of columns.

package kernel

import (
	"unsafe"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/assembly"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

const (
	// depthBlock bounds the rows of B in one pass, so that a panel of them two vectors wide stays in the first-level cache
	// while the rows of A go by.
	depthBlock = 256
	// columnBlockBytes bounds the columns of B that are taken at a time to half of a second-level cache.
	columnBlockBytes = 512 << 10
)

func gemmVector[T scalar.Float](m, n, k int, a []T, ars, acs int, b []T, ldb int, c []T, ldc, start int, bias []T) bool {
	if assembly.ActiveCode[T]() == nil {
		return false
	}
	left, right := factor[T]{a, ars, acs}, factor[T]{b, 1, ldb}
	if worthPacking(m, n, k, left, right) {
		gemmPacked(m, n, k, left, right, c, ldc, start, bias)
		return true
	}
	gemmPasses(nil, m, n, k, a, ars, acs, b, ldb, c, ldc, start, bias)
	return true
}

// gemmPasses divides the depth into passes. If list is not nil, it appends the arguments of calls instead of making the
// calls.
func gemmPasses[T scalar.Float](list *[]panelArguments, m, n, k int, a []T, ars, acs int, b []T, ldb int, c []T, ldc, start int, bias []T) {
	size := scalar.ElementBytes[T]()
	arguments := panelArguments{
		panelStrides: panelStrides{ars: ars * size, acs: acs * size, ldb: ldb * size, ldc: ldc * size}, start: start, list: list,
	}
	for p := 0; p < k; p += depthBlock {
		depth := min(depthBlock, k-p)
		arguments.depth = depth
		for j, step := 0, columnBlock[T](n, depth); j < n; j += step {
			gemmColumns(&arguments, m, min(step, n-j), a[p*acs:], ars, b[p*ldb+j:], c[j:], ldc, bias)
		}
		arguments.start = startC
	}
}

// columnBlock is how many of n columns to take at a time; it avoids a division for few columns, which would take as long as
// a small tile.
func columnBlock[T scalar.Float](n, depth int) int {
	const least = 64
	if n <= least {
		return n
	}
	return max(columnBlockBytes/scalar.ElementBytes[T]()/depth&^(least-1), least)
}

var (
	mask32 = [2 * laneTileBytes / 4]int32{-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1}
	mask64 = [2 * laneTileBytes / 8]int64{-1, -1, -1, -1, -1, -1, -1, -1}
)

// tailMask selects the n modulo lanes columns behind the whole vectors.
func tailMask[T scalar.Float](n int) uint64 {
	return firstColumns[T](n & (assembly.VectorLanes[T]() - 1))
}

// lastMask selects the columns of the last of the vectors that hold n.
func lastMask[T scalar.Float](n int) uint64 {
	return firstColumns[T]((n-1)&(assembly.VectorLanes[T]()-1) + 1)
}

// firstColumns selects so many columns of a vector, or of a tile of narrower ones.
func firstColumns[T scalar.Float](count int) uint64 {
	switch {
	case assembly.Active.Masks == assembly.MaskCount:
		return uint64(count)
	case assembly.Active.Masks == assembly.MaskBits:
		return 1<<count - 1
	case scalar.IsFloat32[T]():
		return uint64(uintptr(unsafe.Pointer(&mask32[laneTileBytes/4-count])))
	default:
		return uint64(uintptr(unsafe.Pointer(&mask64[laneTileBytes/8-count])))
	}
}
