//go:build amd64 && !purego

package kernel

// transposeVector moves whole blocks in vector code and the edges element by element.
func transposeVector[T Float](dst []T, ldd int, src []T, lds, rows, cols int) bool {
	if level == levelNone {
		return false
	}
	lanes := vectorLanes[T]()
	step, group := lanes, lanes // rows at a time, and what their number is a multiple of
	if level == levelAVX512 {
		group = lanes / 4
	}
	whole := cols &^ (lanes - 1)
	i := 0
	for ; i+group <= rows && whole > 0; i += step {
		step = min(step, (rows-i)&^(group-1))
		transposeBlocks(dst[i:], ldd, src[i*lds:], lds, step, whole)
	}
	if i > 0 && whole < cols {
		transposePortable(dst[whole*ldd:], ldd, src[whole:], lds, i, cols-whole)
	}
	if i < rows {
		transposePortable(dst[i:], ldd, src[i*lds:], lds, rows-i, cols)
	}
	return true
}

func transposeBlocks[T Float](dst []T, ldd int, src []T, lds, rows, cols int) {
	to, from, size := (*byte)(pointer(dst)), (*byte)(pointer(src)), elementBytes[T]()
	blocks := cols >> vectorShift[T]()
	switch codeIndex[T]() {
	case 0:
		transposeAVX2F32(to, from, ldd*size, lds*size, blocks)
	case 1:
		transposeAVX2F64(to, from, ldd*size, lds*size, blocks)
	case 2:
		transposeAVX512F32(to, from, ldd*size, lds*size, rows, blocks, 1<<rows-1)
	default:
		transposeAVX512F64(to, from, ldd*size, lds*size, rows, blocks, 1<<rows-1)
	}
}
