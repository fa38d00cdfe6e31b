package graph

import (
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// matrix is an operand of the plain computation: float64 whatever the dtype, row by row.
// A float32 result is rounded once an op, which makes it a sharper reference than float32 arithmetic.
type matrix struct {
	dims
	data []float64
}

func newMatrix(rows, cols int) matrix {
	return matrix{dims{rows, cols}, make([]float64, rows*cols)}
}

func (m matrix) at(r, c int) float64     { return m.data[r*m.cols+c] }
func (m matrix) set(r, c int, v float64) { m.data[r*m.cols+c] = v }

// fill computes every element from its place.
func (m matrix) fill(f func(r, c int) float64) matrix {
	for r := range m.rows {
		for c := range m.cols {
			m.set(r, c, f(r, c))
		}
	}
	return m
}

// do implements Do for an operation.
func do(op operation, values []G.Value) (G.Value, error) {
	if arity := op.Arity(); arity >= 0 && len(values) != arity {
		return nil, errors.Wrapf(ErrLengths, "%v wants %d operands, got %d", op, arity, len(values))
	}
	x := make([]matrix, len(values))
	sizes := make([]dims, len(values))
	for i, v := range values {
		m, err := matrixOf(v)
		if err != nil {
			return nil, errors.Wrapf(err, "operand %d of %v", i, op)
		}
		x[i], sizes[i] = m, m.dims
		if want := values[0].Dtype(); v.Dtype() != want {
			return nil, &DtypeError{Place: "operand of " + op.String(), Got: v.Dtype(), Want: want}
		}
	}
	if _, err := op.shape(sizes); err != nil {
		return nil, err
	}
	return op.compute(x).value(values[0].Dtype()), nil
}

// matrixOf reads a matrix out of a tensor of any layout; a scalar is 1×1.
func matrixOf(v G.Value) (matrix, error) {
	d, ok := v.(*tensor.Dense)
	if ok && (d.RequiresIterator() || d.DataOrder().IsColMajor() || d.DataOrder().IsTransposed()) {
		d, ok = d.Materialize().(*tensor.Dense)
		if ok && d.DataOrder().IsColMajor() {
			return matrixByCoordinates(d)
		}
	}
	m := matrix{dims: dims{1, 1}}
	if ok && d.Dims() == 2 {
		m.dims = dims{d.Shape()[0], d.Shape()[1]}
	} else if v.Shape().TotalSize() > 1 {
		return m, &ShapeError{Op: "value", Got: []tensor.Shape{v.Shape()}, Want: "a matrix"}
	}
	switch data := v.Data().(type) {
	case []float64:
		m.data = append(m.data, data...)
	case []float32:
		for _, e := range data {
			m.data = append(m.data, float64(e))
		}
	case float64:
		m.data = []float64{data}
	case float32:
		m.data = []float64{float64(data)}
	default:
		return m, &DtypeError{Place: "value", Got: v.Dtype(), Want: tensor.Float64}
	}
	return m, nil
}

func matrixByCoordinates(d *tensor.Dense) (matrix, error) {
	if d.Dims() != 2 {
		return matrix{}, &ShapeError{Op: "value", Got: []tensor.Shape{d.Shape()}, Want: "a matrix"}
	}
	m := newMatrix(d.Shape()[0], d.Shape()[1])
	for r := range m.rows {
		for c := range m.cols {
			e, err := d.At(r, c)
			if err != nil {
				return m, errors.WithStack(err)
			}
			switch e := e.(type) {
			case float64:
				m.set(r, c, e)
			case float32:
				m.set(r, c, float64(e))
			}
		}
	}
	return m, nil
}

// value is the matrix as a tensor of the dtype.
func (m matrix) value(dtype tensor.Dtype) *tensor.Dense {
	var backing any = m.data
	if dtype == tensor.Float32 {
		rounded := make([]float32, len(m.data))
		for i, v := range m.data {
			rounded[i] = float32(v)
		}
		backing = rounded
	}
	return tensor.New(tensor.WithShape(m.rows, m.cols), tensor.WithBacking(backing))
}

func (m matrix) isUniform() bool {
	for _, v := range m.data {
		if v != m.data[0] {
			return false
		}
	}
	return true
}

func (m matrix) isIdentity() bool {
	for i, v := range m.data {
		if r, c := i/m.cols, i%m.cols; (r == c) != (v == 1) || (r != c && v != 0) {
			return false
		}
	}
	return m.rows == m.cols
}
