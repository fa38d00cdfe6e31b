// Plain computation of an operation on Gorgonia's values.

package graph

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/ops"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// do implements Do for an operation.
func do(op ops.Kind, values []G.Value) (G.Value, error) {
	if arity := op.Arity(); arity >= 0 && len(values) != arity {
		return nil, errors.Wrapf(ErrLengths, "%v wants %d operands, got %d", op, arity, len(values))
	}
	x := make([]ops.Matrix, len(values))
	sizes := make([]ops.Dims, len(values))
	for i, v := range values {
		m, err := matrixOf(v)
		if err != nil {
			return nil, errors.Wrapf(err, "operand %d of %v", i, op)
		}
		x[i], sizes[i] = m, m.Dims
		if want := values[0].Dtype(); v.Dtype() != want {
			return nil, &DtypeError{Place: "operand of " + op.String(), Got: v.Dtype(), Want: want}
		}
	}
	if _, err := sizeOf(op, sizes); err != nil {
		return nil, err
	}
	return op.Compute(x).Value(values[0].Dtype()), nil
}

// matrixOf reads a matrix from a tensor of any layout; a scalar is 1×1.
func matrixOf(v G.Value) (ops.Matrix, error) {
	d, ok := v.(*tensor.Dense)
	if ok && (d.RequiresIterator() || d.DataOrder().IsColMajor() || d.DataOrder().IsTransposed()) {
		d, ok = d.Materialize().(*tensor.Dense)
		if ok && d.DataOrder().IsColMajor() {
			return matrixByCoordinates(d)
		}
	}
	m := ops.Matrix{Dims: ops.Dims{Rows: 1, Cols: 1}}
	if ok && d.Dims() == 2 {
		m.Dims = ops.Dims{Rows: d.Shape()[0], Cols: d.Shape()[1]}
	} else if v.Shape().TotalSize() > 1 {
		return m, &ShapeError{Op: "value", Got: []tensor.Shape{v.Shape()}, Want: "a matrix"}
	}
	switch data := v.Data().(type) {
	case []float64:
		m.Data = append(m.Data, data...)
	case []float32:
		for _, e := range data {
			m.Data = append(m.Data, float64(e))
		}
	case float64:
		m.Data = []float64{data}
	case float32:
		m.Data = []float64{float64(data)}
	default:
		return m, &DtypeError{Place: "value", Got: v.Dtype(), Want: tensor.Float64}
	}
	return m, nil
}

func matrixByCoordinates(d *tensor.Dense) (ops.Matrix, error) {
	if d.Dims() != 2 {
		return ops.Matrix{}, &ShapeError{Op: "value", Got: []tensor.Shape{d.Shape()}, Want: "a matrix"}
	}
	m := ops.NewMatrix(d.Shape()[0], d.Shape()[1])
	for r := range m.Rows {
		for c := range m.Cols {
			e, err := d.At(r, c)
			if err != nil {
				return m, errors.WithStack(err)
			}
			switch e := e.(type) {
			case float64:
				m.Set(r, c, e)
			case float32:
				m.Set(r, c, float64(e))
			}
		}
	}
	return m, nil
}
