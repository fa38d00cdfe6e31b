//go:build amd64 && !purego

package kernel

// transposeVector moves whole blocks in vector code and the edges element by element.
func transposeVector[T Float](dst []T, ldd int, src []T, lds, rows, cols int) bool {
	if level == levelNone {
		return false
	}
	block, size := 4, elementBytes[T]()
	if isFloat32[T]() {
		block = 8
	}
	blocks := cols / block
	i := 0
	for ; i+block <= rows && blocks > 0; i += block {
		to, from := (*byte)(pointer(dst[i:])), (*byte)(pointer(src[i*lds:]))
		if isFloat32[T]() {
			transposeAVX2F32(to, from, ldd*size, lds*size, blocks)
		} else {
			transposeAVX2F64(to, from, ldd*size, lds*size, blocks)
		}
	}
	if whole := blocks * block; i > 0 && whole < cols {
		transposePortable(dst[whole*ldd:], ldd, src[whole:], lds, i, cols-whole)
	}
	if i < rows {
		transposePortable(dst[i:], ldd, src[i*lds:], lds, rows-i, cols)
	}
	return true
}
