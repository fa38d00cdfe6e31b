// This file computes large products from packed copies of their factors.

package kernel

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/assembly"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

// Large products are divided as by Goto and van de Geijn (ACM TOMS 34(3), 2008): each panel of B fits the first-level cache
// and meets panels of A that together fit the second.
const (
	panelRowBytes = 128 // two AVX-512 vectors of columns, the width of a panel of B
	// packedDepth bounds the depth, so that a panel of B takes 32 KiB.
	packedDepth  = 256
	packedABytes = 384 << 10 // less than half of a second-level cache: B and C pass through it too
	// packedBBytes decides how often A is packed: once for so many bytes of B.
	packedBBytes = 2 << 20
)

// worthPacking says whether a product is so large that the copies cost less than they save: if both factors together exceed
// the caches. Narrow vectors need packing earlier, since they read a row of B, or a column of A, more often, if these
// compete for the same few sets of the first-level cache.
func worthPacking[T scalar.Float](m, n, k int, a, b factor[T]) bool {
	const (
		largeBytes = 4 << 20
		fewBytes   = 2048 // of columns of C: too few to pay for packing A
	)
	size := scalar.ElementBytes[T]()
	switch {
	case k < 64 || a.across != 1 && a.along != 1:
		return false
	case assembly.Active.VectorBytes <= 32 && m >= 48 && (b.crowded(size) || a.crowded(size)):
		return true
	default:
		return m >= 128 && n*size >= fewBytes && (m+n)*k*size >= largeBytes
	}
}

// crowded says whether the steps along the depth use the same few sets of the first-level cache.
func (f *factor[T]) crowded(size int) bool { return f.across == 1 && f.along*size%4096 == 0 }

// gemmPacked is gemm from packed copies of both factors.
func gemmPacked[T scalar.Float](m, n, k int, a, b factor[T], c []T, ldc, start int, bias []T) {
	buffer := takePackBuffer()
	defer returnPackBuffer(buffer)
	size, height := scalar.ElementBytes[T](), assembly.Active.TileRows
	packedA, packedB := alignedPart[T](buffer.a[:]), alignedPart[T](buffer.b[:])
	width := panelRowBytes / size
	rows, columns := len(packedA)/packedDepth/height*height, len(packedB)/packedDepth
	arguments := panelArguments{panelStrides: panelStrides{ars: size, acs: height * size, ldb: panelRowBytes, ldc: ldc * size}, start: start}
	for p, blocks := 0, (k+packedDepth-1)/packedDepth; p < k; blocks-- {
		depth := (k - p + blocks - 1) / blocks // the depth is divided evenly
		arguments.depth = depth
		for j := 0; j < n; j += columns {
			across := min(columns, n-j)
			b.pack(packedB, j, across, p, depth, width)
			for i := 0; i < m; i += rows {
				down := min(rows, m-i)
				a.pack(packedA, i, down, p, depth, height)
				gemmPackedBlock(&arguments, down, across, packedA, packedB, c[i*ldc+j:], ldc, bias[min(i, len(bias)):])
			}
		}
		arguments.start = startC
		p += depth
	}
}

// gemmPackedBlock multiplies all panels of A with each panel of B.
func gemmPackedBlock[T scalar.Float](arguments *panelArguments, m, n int, packedA, packedB, c []T, ldc int, bias []T) {
	width, height, depth := panelRowBytes/scalar.ElementBytes[T](), assembly.Active.TileRows, arguments.depth
	for j := 0; j < n; j += width {
		columns := min(width, n-j)
		arguments.columns, arguments.mask = columns, lastMask[T](columns)
		arguments.b = pointer(packedB[j*depth:])
		whole := m / height
		gemmPanels(arguments, 0, height, whole, packedA, depth, c[j:], ldc, bias)
		if rest := m % height; rest > 0 {
			gemmPanels(arguments, whole*height, rest, 1, packedA, depth, c[j:], ldc, bias)
		}
	}
}
