// This file hands transpositions to assembly.

package kernel

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/assembly"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

// transposeVector transposes whole tiles by vector code. The rest at an edge overlaps with tiles that have been transposed,
// or is transposed element by element if there are none.
func transposeVector[T scalar.Float](dst []T, ldd int, src []T, lds, rows, cols int) bool {
	if assembly.ActiveCode[T]() == nil {
		return false
	}
	lanes := assembly.VectorLanes[T]()
	group := assembly.ActiveCode[T]().TransposeRows
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

func transposeBlocks[T scalar.Float](dst []T, ldd int, src []T, lds, rows, cols int) {
	to, from, size := (*byte)(pointer(dst)), (*byte)(pointer(src)), scalar.ElementBytes[T]()
	blocks := cols >> assembly.VectorShift[T]()
	assembly.ActiveCode[T]().Transpose(to, from, ldd*size, lds*size, rows, blocks, tailMask[T](rows))
}
