//go:build amd64 && !purego

package kernel

import "unsafe"

const (
	packedRowBytes = 128       // two AVX-512 vectors side by side
	packedBytes    = 512 << 10 // a block of B: half of a second-level cache
	// packedDepth is deeper than depthBlock, since packed rows stream well from the second level and fewer
	// passes over C are what counts for large matrices.
	packedDepth = 1024
)

// packBuffer holds a block of B in the order in which the micro-kernel reads it.
type packBuffer struct {
	bytes [packedBytes + alignment]byte
}

// packBuffers holds the buffers not in use. It is a channel and not a sync.Pool, which a garbage collection
// would empty: once every worker has had its buffer, nothing allocates any more.
var packBuffers = make(chan *packBuffer, 64)

func takePackBuffer() *packBuffer {
	select {
	case buffer := <-packBuffers:
		return buffer
	default:
		return new(packBuffer)
	}
}

func returnPackBuffer(buffer *packBuffer) {
	select {
	case packBuffers <- buffer:
	default:
	}
}

// worthPacking says whether rows of B lie so that they compete for the same few cache sets (a large power
// of two apart), and whether there are enough rows of C to pay for moving them together. Narrow vectors need
// it sooner: they come back to a row of B more often.
func worthPacking(m, k, strideBytes int) bool {
	if k < 64 || strideBytes < 2048 || strideBytes%1024 != 0 {
		return false
	}
	return m >= 128 || level == levelAVX2 && m >= 48 && strideBytes%4096 == 0
}

// gemmPacked is gemmVector by way of a packed copy of B.
func gemmPacked[T Float](m, n, k int, a []T, ars, acs int, b []T, ldb int, c []T, ldc, start int, bias []T) {
	buffer := takePackBuffer()
	defer returnPackBuffer(buffer)
	size := elementBytes[T]()
	width := packedRowBytes / size
	skip := -uintptr(unsafe.Pointer(buffer)) % alignment
	packedB := unsafe.Slice((*T)(unsafe.Pointer(&buffer.bytes[skip])), packedBytes/size)
	arguments := panelArguments{ars: ars * size, acs: acs * size, ldb: packedRowBytes, ldc: ldc * size, start: start}
	for p := 0; p < k; p += packedDepth {
		depth := min(packedDepth, k-p)
		arguments.depth = depth
		columns := packedBytes / size / depth / width * width
		for j := 0; j < n; j += columns {
			block := min(columns, n-j)
			packColumns(packedB, b[p*ldb+j:], ldb, depth, block, width)
			gemmPackedBlock(&arguments, m, block, a[p*acs:], ars, packedB, c[j:], ldc, bias)
		}
		arguments.start = startC
	}
}

// packColumns copies depth rows of B, width columns at a time, one panel after another.
func packColumns[T Float](packed, b []T, ldb, depth, n, width int) {
	for j := 0; j < n; j += width {
		panel := packed[j*depth:]
		for p := range depth {
			copy(panel[p*width:(p+1)*width], b[p*ldb+j:p*ldb+min(j+width, n)])
		}
	}
}

func gemmPackedBlock[T Float](arguments *panelArguments, m, n int, a []T, ars int, packedB, c []T, ldc int, bias []T) {
	width := packedRowBytes / elementBytes[T]()
	most := maxRows()
	for i, panels := 0, (m+most-1)/most; i < m; panels-- {
		rows := (m - i + panels - 1) / panels
		arguments.rows = rows
		arguments.a = pointer(a[i*ars:])
		if arguments.start == startBias {
			arguments.bias = pointer(bias[i:])
		}
		for j := 0; j < n; j += width {
			columns := min(width, n-j)
			arguments.columns, arguments.mask = columns, tailMask[T](columns)
			arguments.b, arguments.c = pointer(packedB[j*arguments.depth:]), pointer(c[i*ldc+j:])
			gemmPanel[T](arguments)
		}
		i += rows
	}
}
