package graph

import (
	"fmt"

	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// foreign runs an operation that is not ours through its own Do, on row-major tensors of its own.
type foreign[T Float] struct {
	op     G.Op
	args   [][]T
	copies []G.Value
	backs  [][]T
	shapes []tensor.Shape
	dst    []T
	mem    *memory[T]
}

func (b *binder[T]) foreign(v *value) instruction {
	f := &foreign[T]{op: v.op, dst: b.data(v), mem: b.mem}
	f.dst = f.dst[:v.rows*v.cols]
	for i, child := range childrenOf(v.node) {
		a := v.args[i]
		f.args = append(f.args, b.data(a)[:a.rows*a.cols])
		f.shapes = append(f.shapes, child.Shape().Clone())
		f.backs = append(f.backs, make([]T, a.rows*a.cols))
	}
	f.copies = make([]G.Value, len(f.args))
	return f
}

func (f *foreign[T]) run(_, _ int) {
	if f.mem.err != nil {
		return
	}
	if err := f.do(); err != nil {
		f.mem.err = errors.Wrapf(err, "operation %v", f.op)
	}
}

// do copies the operands, since the operation may overwrite them, and reads the result.
func (f *foreign[T]) do() (err error) {
	defer Recover(f.op.String(), &err)
	for i, x := range f.args {
		copy(f.backs[i], x)
		f.copies[i] = asValue(f.backs[i], f.shapes[i])
	}
	result, err := f.op.Do(f.copies...)
	if err != nil {
		return errors.WithStack(err)
	}
	if result == nil || result.Shape().TotalSize() != len(f.dst) {
		e := &ShapeError{Op: "result of " + f.op.String(), Want: fmt.Sprintf("%d elements", len(f.dst))}
		if result != nil {
			e.Got = []tensor.Shape{result.Shape()}
		}
		return errors.WithStack(e)
	}
	if got, want := result.Dtype(), DtypeOf[T](); got != want {
		return &DtypeError{Place: "result of " + f.op.String(), Got: got, Want: want}
	}
	copyValue(f.dst, result)
	return nil
}

// asValue wraps storage as a Gorgonia value of that shape.
func asValue[T Float](data []T, shape tensor.Shape) G.Value {
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
