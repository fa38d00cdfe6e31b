// Operations that are not package graph's.

package exec

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/ir"
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// foreign runs an operation that is not package graph's by its own Do, on row-major tensors of its own.
type foreign[T scalar.Float] struct {
	call   *ir.Call
	args   [][]T
	copies []G.Value
	backs  [][]T
	dst    []T
	mem    *memory[T]
}

func (b *binder[T]) foreign(v *ir.Value) instruction {
	f := &foreign[T]{call: v.Call, dst: b.data(v), mem: b.mem}
	f.dst = f.dst[:v.Rows*v.Cols]
	for _, a := range v.Args {
		f.args = append(f.args, b.data(a)[:a.Rows*a.Cols])
		f.backs = append(f.backs, make([]T, a.Rows*a.Cols))
	}
	f.copies = make([]G.Value, len(f.args))
	return f
}

func (f *foreign[T]) run(_, _ int) {
	if f.mem.err != nil {
		return
	}
	if err := f.do(); err != nil {
		f.mem.err = errors.Wrapf(err, "operation %v", f.call.Name)
	}
}

// do copies the operands, since the operation may overwrite them, and reads the result.
func (f *foreign[T]) do() error {
	for i, x := range f.args {
		copy(f.backs[i], x)
		f.copies[i] = asValue(f.backs[i], f.call.Shapes[i])
	}
	result, err := f.call.Do(f.copies)
	if err != nil {
		return err
	}
	copyValue(f.dst, result)
	return nil
}

// asValue wraps storage as a Gorgonia value of that shape.
func asValue[T scalar.Float](data []T, shape tensor.Shape) G.Value {
	if len(shape) > 0 {
		return tensor.New(tensor.WithShape(shape...), tensor.WithBacking(data))
	}
	switch s := any(data[0]).(type) {
	case float32:
		return G.NewF32(s)
	case float64:
		return G.NewF64(s)
	}
	return nil
}
