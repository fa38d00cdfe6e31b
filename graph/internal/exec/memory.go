// The memory of one instance of a program.

package exec

import (
	"unsafe"

	"github.com/gorgoflow/gorgoflow/graph/internal/ir"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	"github.com/gorgoflow/gorgoflow/graph/internal/plan"
)

// SizeOf is the number of bytes of an element.
func SizeOf[T scalar.Float]() uintptr { return unsafe.Sizeof(T(0)) }

// memory is the memory of one instance of a program.
type memory[T scalar.Float] struct {
	Arenas  [plan.Arenas][]T
	scratch []T // tiles of element-wise groups
	packing []T // packed factors of matrix products
	own     map[*ir.Value][]T
	err     error // of a foreign operation
}

func newMemory[T scalar.Float](pl *plan.Plan) *memory[T] {
	tile := pl.Tile()
	m := &memory[T]{
		scratch: kernel.AlignedSlice[T](pl.Scratch * tile),
		own:     make(map[*ir.Value][]T),
	}
	for i, size := range pl.Arena {
		if plan.Storage(i) == plan.StorageRows {
			size *= pl.Blocks
		}
		m.Arenas[i] = kernel.AlignedSlice[T](size)
	}
	for _, v := range pl.Own {
		data := kernel.AlignedSlice[T](plan.Size(v, pl.Whole()))
		if v.Batch == 0 {
			data = data[:v.Rows*v.Cols]
		} else {
			data = data[:v.Cols*plan.Distance(v, pl.Whole())]
		}
		m.own[v] = data
		if c, ok := v.Op.(ir.Const); ok {
			constant(data, c, v)
		}
	}
	return m
}

// constant fills in a leaf's values.
func constant[T scalar.Float](data []T, c ir.Const, v *ir.Value) {
	if c.Data == nil {
		copyValue(data, v.Node.Value())
		return
	}
	for i, x := range *c.Data {
		data[i] = T(x)
	}
}
