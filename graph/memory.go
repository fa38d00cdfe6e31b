package graph

import (
	"unsafe"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
)

func sizeOf[T kernel.Float]() uintptr { return unsafe.Sizeof(T(0)) }

// memory is what one instance of a program computes in.
type memory[T kernel.Float] struct {
	arenas  [arenas][]T
	scratch []T // tiles of element-wise groups
	packing []T // of matrix products
	own     map[*value][]T
	err     error // of a foreign operation
}

// tileElements is the size of a tile of an element-wise group: a few of them fit the first-level cache, and
// a call takes long enough that it costs little to make.
const tileElements = 4096

func newMemory[T kernel.Float](pl *plan) *memory[T] {
	tile := max(tileElements, pl.stride)
	m := &memory[T]{
		scratch: kernel.AlignedSlice[T](pl.scratch * tile),
		own:     make(map[*value][]T),
	}
	for i, size := range pl.arena {
		if place(i) == placeRows {
			size *= pl.blocks
		}
		m.arenas[i] = kernel.AlignedSlice[T](size)
	}
	for _, v := range pl.own {
		data := kernel.AlignedSlice[T](v.size(pl.stride * pl.blocks))
		if v.batch == 0 {
			data = data[:v.rows*v.cols]
		}
		m.own[v] = data
		if v.code == codeConst {
			constant(data, v)
		}
	}
	return m
}

// constant fills in a leaf's values.
func constant[T kernel.Float](data []T, v *value) {
	if v.data == nil {
		copyValue(data, v.node.Value())
		return
	}
	for i, x := range v.data {
		data[i] = T(x)
	}
}
