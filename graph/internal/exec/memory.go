package exec

import (
	"unsafe"

	"github.com/gorgoflow/gorgoflow/graph/internal/ir"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
	"github.com/gorgoflow/gorgoflow/graph/internal/plan"
)

func SizeOf[T kernel.Float]() uintptr { return unsafe.Sizeof(T(0)) }

// memory is what one instance of a program computes in.
type memory[T kernel.Float] struct {
	Arenas  [ir.Arenas][]T
	scratch []T // tiles of element-wise groups
	packing []T // of matrix products
	own     map[*ir.Value][]T
	err     error // of a foreign operation
}

func newMemory[T kernel.Float](pl *plan.Plan) *memory[T] {
	tile := pl.Tile()
	m := &memory[T]{
		scratch: kernel.AlignedSlice[T](pl.Scratch * tile),
		own:     make(map[*ir.Value][]T),
	}
	for i, size := range pl.Arena {
		if ir.Place(i) == ir.PlaceRows {
			size *= pl.Blocks
		}
		m.Arenas[i] = kernel.AlignedSlice[T](size)
	}
	for _, v := range pl.Own {
		data := kernel.AlignedSlice[T](v.Size(pl.Stride * pl.Blocks))
		if v.Batch == 0 {
			data = data[:v.Rows*v.Cols]
		}
		m.own[v] = data
		if v.Code == ir.Const {
			constant(data, v)
		}
	}
	return m
}

// constant fills in a leaf's values.
func constant[T kernel.Float](data []T, v *ir.Value) {
	if v.Data == nil {
		copyValue(data, v.Node.Value())
		return
	}
	for i, x := range v.Data {
		data[i] = T(x)
	}
}
