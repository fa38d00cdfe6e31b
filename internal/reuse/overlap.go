// Arrays that share memory.

package reuse

import "unsafe"

// Overlap reports whether the arrays of two slices share memory, within their capacities.
func Overlap[A, B any](a []A, b []B) bool {
	from, to := extent(a)
	first, last := extent(b)
	return from < last && first < to
}

// extent is where the array of a slice begins and ends.
func extent[E any](x []E) (from, to uintptr) {
	var one E
	from = uintptr(unsafe.Pointer(unsafe.SliceData(x)))
	return from, from + uintptr(cap(x))*unsafe.Sizeof(one)
}
