// The element types.

package scalar

import "unsafe"

// Float is the element type of all kernels.
type Float interface{ float32 | float64 }

// IsFloat32 reports whether T is float32.
func IsFloat32[T Float]() bool { return unsafe.Sizeof(T(0)) == 4 }

// ElementBytes is the size of an element.
func ElementBytes[T Float]() int {
	if IsFloat32[T]() {
		return 4
	}
	return 8
}
