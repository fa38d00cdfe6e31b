// This file hands transpositions to assembly.

package kernel

// transposeVector moves whole blocks in vector code. What is left over at an edge goes with neighbours that
// have been moved already, or element by element if there are none.
func transposeVector[T Float](dst []T, ldd int, src []T, lds, rows, cols int) bool {
	if activeCode[T]() == nil {
		return false
	}
	lanes := vectorLanes[T]()
	group := activeCode[T]().transposeRows
	if rows < group || cols < lanes {
		transposePortable(dst, ldd, src, lds, rows, cols)
		return true
	}
	wholeRows, wholeCols := rows&^(group-1), cols&^(lanes-1)
	most := max(longestCall/cols&^(lanes-1), lanes)
	for i := 0; i < wholeRows; i += most {
		transposeBlocks(dst[i:], ldd, src[i*lds:], lds, min(most, wholeRows-i), wholeCols)
	}
	if wholeRows < rows {
		i := rows - group
		transposeBlocks(dst[i:], ldd, src[i*lds:], lds, group, wholeCols)
	}
	if wholeCols < cols {
		j := cols - lanes
		transposeVector(dst[j*ldd:], ldd, src[j:], lds, rows, lanes)
	}
	return true
}

func transposeBlocks[T Float](dst []T, ldd int, src []T, lds, rows, cols int) {
	to, from, size := (*byte)(pointer(dst)), (*byte)(pointer(src)), elementBytes[T]()
	blocks := cols >> vectorShift[T]()
	activeCode[T]().transpose(to, from, ldd*size, lds*size, rows, blocks, tailMask[T](rows))
}
