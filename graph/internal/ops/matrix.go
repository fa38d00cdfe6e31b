// Matrices of float64, row by row.

package ops

import "gorgonia.org/tensor"

// Dims are the numbers of rows and columns of a matrix.
type Dims struct{ Rows, Cols int }

// Flip exchanges the two if the matrix is transposed.
func (d Dims) Flip(transposed bool) Dims {
	if transposed {
		return Dims{d.Cols, d.Rows}
	}
	return d
}

// Matrix is an operand of the plain computation: float64 for any dtype, row by row. A float32 result is rounded once an op,
// which makes it a more accurate reference than float32 arithmetic.
type Matrix struct {
	Dims
	Data []float64
}

// NewMatrix is a matrix of zeros.
func NewMatrix(rows, cols int) Matrix {
	return Matrix{Dims{rows, cols}, make([]float64, rows*cols)}
}

// At returns an element.
func (m Matrix) At(r, c int) float64 { return m.Data[r*m.Cols+c] }

// Set sets an element.
func (m Matrix) Set(r, c int, v float64) { m.Data[r*m.Cols+c] = v }

// Fill computes every element from its row and column.
func (m Matrix) Fill(f func(r, c int) float64) Matrix {
	for r := range m.Rows {
		for c := range m.Cols {
			m.Set(r, c, f(r, c))
		}
	}
	return m
}

// Value returns the matrix as a tensor of the dtype.
func (m Matrix) Value(dtype tensor.Dtype) *tensor.Dense {
	var backing any = m.Data
	if dtype == tensor.Float32 {
		rounded := make([]float32, len(m.Data))
		for i, v := range m.Data {
			rounded[i] = float32(v)
		}
		backing = rounded
	}
	return tensor.New(tensor.WithShape(m.Rows, m.Cols), tensor.WithBacking(backing))
}

// Transposed returns the transpose if flip is set, else the matrix.
func (m Matrix) Transposed(flip bool) Matrix {
	if !flip {
		return m
	}
	return NewMatrix(m.Cols, m.Rows).Fill(func(r, c int) float64 { return m.At(c, r) })
}

// IsUniform reports whether all elements are equal.
func (m Matrix) IsUniform() bool {
	for _, v := range m.Data {
		if v != m.Data[0] {
			return false
		}
	}
	return true
}

// IsIdentity reports whether the matrix is an identity matrix.
func (m Matrix) IsIdentity() bool {
	for i, v := range m.Data {
		if r, c := i/m.Cols, i%m.Cols; (r == c) != (v == 1) || (r != c && v != 0) {
			return false
		}
	}
	return m.Rows == m.Cols
}
