//go:build amd64 && !purego

package kernel

import "unsafe"

// panelArguments is read by the assembly of one panel of rows, which changes only what is its own; strides
// are in bytes. The generator knows its layout.
type panelArguments struct {
	a, b, c, bias      unsafe.Pointer
	ars, acs, ldb, ldc int
	columns, depth     int
	start, rows        int
	mask               uint64 // AVX-512: bits of the columns left over after whole vectors; AVX2: address of a mask
	ahead              int    // bytes from a tile of C to the next one, which is fetched in the meantime
	finish             int
	factor             int // bytes from C to what the product is multiplied by
	left               int // the assembly's own
}

const (
	// depthBlock bounds the rows of B that one pass takes, so that a panel of them two vectors wide stays
	// in the first-level cache while the rows of A go by.
	depthBlock = 256
	// columnBlockBytes bounds a block of B to half of a second-level cache.
	columnBlockBytes = 512 << 10
)

func gemmVector[T Float](m, n, k int, a []T, ars, acs int, b []T, ldb int, c []T, ldc, start int, bias []T) bool {
	if level == levelNone {
		return false
	}
	left, right := factor[T]{a, ars, acs}, factor[T]{b, 1, ldb}
	if worthPacking(m, n, k, left, right) {
		gemmPacked(m, n, k, left, right, c, ldc, start, bias)
		return true
	}
	size := elementBytes[T]()
	arguments := panelArguments{
		ars: ars * size, acs: acs * size, ldb: ldb * size, ldc: ldc * size, start: start,
	}
	for p := 0; p < k; p += depthBlock {
		depth := min(depthBlock, k-p)
		arguments.depth = depth
		for j, step := 0, columnBlock[T](depth); j < n; j += step {
			gemmColumns(&arguments, m, min(step, n-j), a[p*acs:], ars, b[p*ldb+j:], c[j:], ldc, bias)
		}
		arguments.start = startC
	}
	return true
}

func columnBlock[T Float](depth int) int {
	return max(columnBlockBytes/elementBytes[T]()/depth&^63, 64)
}

// gemmColumns runs all panels of rows over one block of columns. The rows are divided evenly.
func gemmColumns[T Float](arguments *panelArguments, m, n int, a []T, ars int, b, c []T, ldc int, bias []T) {
	arguments.columns, arguments.mask = n, tailMask[T](n)
	arguments.b = pointer(b)
	most := maxRows()
	arguments.ahead = tileBytes()
	if n*elementBytes[T]() <= arguments.ahead { // the next tile is not at the side, but below
		arguments.ahead = most * arguments.ldc
	}
	for i, panels := 0, (m+most-1)/most; i < m; panels-- {
		rows := (m - i + panels - 1) / panels
		arguments.rows = rows
		arguments.a, arguments.c = pointer(a[i*ars:]), pointer(c[i*ldc:])
		if arguments.start == startBias {
			arguments.bias = pointer(bias[i:])
		}
		gemmPanel[T](arguments)
		i += rows
	}
}

// maxRows is the number of rows of the largest micro-kernel.
func maxRows() int {
	if level == levelAVX512 {
		return 12
	}
	return 6
}

// tileBytes is the width of the largest micro-kernel: two vectors.
func tileBytes() int {
	if level == levelAVX512 {
		return 128
	}
	return 64
}

func gemmPanel[T Float](arguments *panelArguments) {
	p := (*byte)(unsafe.Pointer(arguments))
	switch {
	case level == levelAVX512 && isFloat32[T]():
		gemmAVX512F32(p)
	case level == levelAVX512:
		gemmAVX512F64(p)
	case isFloat32[T]():
		gemmAVX2F32(p)
	default:
		gemmAVX2F64(p)
	}
}

var (
	mask32 = [16]int32{-1, -1, -1, -1, -1, -1, -1, -1}
	mask64 = [8]int64{-1, -1, -1, -1}
)

// tailMask selects the n modulo lanes columns that are left over after whole vectors.
func tailMask[T Float](n int) uint64 {
	lanes := vectorLanes[T]()
	rest := n & (lanes - 1)
	switch {
	case level == levelAVX512:
		return 1<<rest - 1
	case isFloat32[T]():
		return uint64(uintptr(unsafe.Pointer(&mask32[lanes-rest])))
	default:
		return uint64(uintptr(unsafe.Pointer(&mask64[lanes-rest])))
	}
}
