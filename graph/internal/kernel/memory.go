// This file allocates memory with the alignment and padding of kernels.

package kernel

import (
	"unsafe"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

// Pad is the number of elements that storage is padded to: one AVX-512 vector of float32.
const Pad = 16

// PadOf is the number of elements of the widest vector: element-wise functions read and write lanes up to a multiple of it.
func PadOf[T scalar.Float]() int { return alignment / scalar.ElementBytes[T]() }

// wholeLanes rounds lanes up to whole vectors of the widest kind.
func wholeLanes[T scalar.Float](lanes int) int { return (lanes + PadOf[T]() - 1) &^ (PadOf[T]() - 1) }

const alignment = 64 // bytes: a cache line, and the widest vector

// RoundUp returns the smallest multiple of Pad that is at least n.
func RoundUp(n int) int { return (n + Pad - 1) &^ (Pad - 1) }

// AlignedSlice returns n zeros that start at a multiple of 64 bytes, with room behind them
// (capacity at least RoundUp(n)+Pad) for whole vectors.
func AlignedSlice[T scalar.Float](n int) []T {
	size := scalar.ElementBytes[T]()
	padded := RoundUp(n) + Pad
	buffer := make([]T, padded+alignment/size)
	skip := 0
	if rest := int(uintptr(unsafe.Pointer(unsafe.SliceData(buffer))) % alignment); rest != 0 {
		skip = (alignment - rest) / size
	}
	return buffer[skip : skip+n : skip+padded]
}

func pointer[T scalar.Float](x []T) unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(x)) }
