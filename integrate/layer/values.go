// Reading and writing the values of operands.

package layer

import (
	"fmt"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/check"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// problem reads the operands and copies the weights.
func (l *Layer[T]) problem(operands []G.Value, arity int) (*ode.Problem[T], error) {
	if len(operands) != arity {
		return nil, check.Count("operands", len(operands), arity)
	}
	s := l.system
	data := make([][]T, len(operands))
	rows := 1
	for i, v := range operands {
		if i == operandState && v != nil && v.Shape().Dims() == 2 {
			rows = v.Shape()[0]
		}
		var err error
		r, c := l.want(i, rows)
		if data[i], err = rowMajor[T](v, l.operand(i), r, c); err != nil {
			return nil, err
		}
	}
	n := len(l.params())
	for i := range n {
		if err := l.storeParam(i, operands[operandParams+i]); err != nil {
			return nil, err
		}
	}
	return &ode.Problem[T]{T0: float64(data[operandT0][0]), T1: float64(data[operandT1][0]), Rows: rows,
		Y: split(data[operandState], s.Blocks, rows), Args: data[operandParams+n:][:len(s.Args)],
		TStops: l.TStops, JumpTimes: l.JumpTimes}, nil
}

// split cuts R×W into the blocks of a system.
func split[T graph.Float](x []T, blocks []ode.Block, rows int) [][]T {
	if len(blocks) == 1 {
		return [][]T{x}
	}
	out, width := make([][]T, len(blocks)), len(x)/rows
	from := 0
	for b, block := range blocks {
		out[b] = make([]T, 0, rows*block.Width)
		for r := range rows {
			out[b] = append(out[b], x[r*width+from:][:block.Width]...)
		}
		from += block.Width
	}
	return out
}

// join puts the blocks of a solution side by side.
func (l *Layer[T]) join(rows int, s *ode.Solution[T]) []T {
	out, from := make([]T, rows*l.width), 0
	for b, block := range l.system.Blocks {
		for r := range rows {
			dst := out[r*l.width+from:][:block.Width]
			if block.Quadrature {
				for c := range dst {
					dst[c] = T(s.Quad[b][r*block.Width+c])
				}
				continue
			}
			copy(dst, s.Y[b][r*block.Width:])
		}
		from += block.Width
	}
	return out
}

// rowMajor reads a rows×cols matrix of any layout, row by row. The result may be the value's own storage and must not
// be written to.
func rowMajor[T graph.Float](v G.Value, what string, rows, cols int) ([]T, error) {
	d, ok := v.(*tensor.Dense)
	if !ok || d == nil {
		return nil, errors.Wrapf(ode.ErrShape, "%s has the value %v, want a matrix", what, v)
	}
	if s := d.Shape(); len(s) != 2 || s[0] != rows || s[1] != cols {
		return nil, &graph.ShapeError{Op: what, Got: []tensor.Shape{s.Clone()}, Want: fmt.Sprintf("%d×%d", rows, cols)}
	}
	if want := graph.DtypeOf[T](); d.Dtype() != want {
		return nil, &graph.DtypeError{Place: what, Got: d.Dtype(), Want: want}
	}
	if plain, ok := d.Data().([]T); ok && len(plain) == rows*cols && !d.RequiresIterator() && !d.DataOrder().IsColMajor() && !d.DataOrder().IsTransposed() {
		return plain, nil
	}
	return byCoordinates[T](d, rows, cols)
}

func byCoordinates[T graph.Float](d *tensor.Dense, rows, cols int) ([]T, error) {
	out := make([]T, 0, rows*cols)
	for r := range rows {
		for c := range cols {
			e, err := d.At(r, c)
			if err != nil {
				return nil, errors.WithStack(err)
			}
			x, ok := e.(T)
			if !ok {
				return nil, errors.Wrapf(ode.ErrShape, "element (%d,%d) is %T", r, c, e)
			}
			out = append(out, x)
		}
	}
	return out, nil
}
