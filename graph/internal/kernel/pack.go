// This file copies parts of factors to the order in which products read them.

package kernel

import (
	"unsafe"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/assembly"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

// factor is a matrix of a product, seen by packing: across the rows of A or the columns of B, and along the depth, over
// which the product sums. One of the strides is 1.
type factor[T scalar.Float] struct {
	data          []T
	across, along int // strides
}

// pack copies count rows (of A) or columns (of B) from first on, and depth elements of each from start on, into panels of
// width. A panel has the order in which the micro-kernel reads: depth by depth, side by side.
func (f *factor[T]) pack(panels []T, first, count, start, depth, width int) {
	for i := 0; i < count; i += width {
		panel, from := panels[i*depth:], f.data[(first+i)*f.across+start*f.along:]
		if f.across == 1 {
			packRuns(panel, width, from, f.along, depth, min(width, count-i))
		} else {
			Transpose(panel, width, from, f.across, min(width, count-i), depth)
		}
	}
}

// packRuns copies runs of n elements that are stride apart, so that they are width apart.
func packRuns[T scalar.Float](dst []T, width int, src []T, stride, runs, n int) {
	code := assembly.ActiveCode[T]()
	if code.PackRuns == nil {
		for i := range runs {
			copy(dst[i*width:i*width+n], src[i*stride:])
		}
		return
	}
	to, from, size := (*byte)(pointer(dst)), (*byte)(pointer(src)), scalar.ElementBytes[T]()
	whole, mask := n>>assembly.VectorShift[T](), tailMask[T](n)
	code.PackRuns(to, from, width*size, stride*size, runs, whole, mask)
}

// packBuffer holds packed parts of both factors.
type packBuffer struct {
	a [packedABytes + alignment]byte
	b [packedBBytes + alignment]byte
}

// packBuffers holds the idle buffers. It is a channel and not a sync.Pool, which a garbage collection would empty: once
// every worker has a buffer, nothing allocates any more.
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

// alignedPart returns the memory as elements, from the first cache line on.
func alignedPart[T scalar.Float](memory []byte) []T {
	skip := -uintptr(unsafe.Pointer(unsafe.SliceData(memory))) % alignment
	return unsafe.Slice((*T)(unsafe.Pointer(&memory[skip])), (len(memory)-alignment)/scalar.ElementBytes[T]())
}
