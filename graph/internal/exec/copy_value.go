// Gorgonia values as row-major storage.

package exec

import (
	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// copyValue reads a Gorgonia value of any layout into row-major storage. Its size and type have been checked.
func copyValue[T scalar.Float](data []T, x G.Value) {
	if d, ok := x.(*tensor.Dense); ok {
		x = rowMajor(d)
	}
	switch s := x.Data().(type) {
	case []float64:
		convert(data, s)
	case []float32:
		convert(data, s)
	case float64:
		data[0] = T(s)
	case float32:
		data[0] = T(s)
	}
}

// rowMajor returns the tensor itself, or a copy of one that is a view, transposed or column-major.
func rowMajor(d *tensor.Dense) *tensor.Dense {
	if d.RequiresIterator() || d.DataOrder().IsColMajor() || d.DataOrder().IsTransposed() {
		if m, ok := d.Materialize().(*tensor.Dense); ok {
			d = m
		}
	}
	if !d.DataOrder().IsColMajor() || d.Dims() != 2 {
		return d
	}
	return byCoordinates(d)
}

// byCoordinates copies a matrix element by element.
func byCoordinates(d *tensor.Dense) *tensor.Dense {
	rows, cols := d.Shape()[0], d.Shape()[1]
	m := tensor.New(tensor.WithShape(rows, cols), tensor.Of(d.Dtype()))
	for r := range rows {
		for c := range cols {
			if e, err := d.At(r, c); err == nil { // r and c are within the shape
				_ = m.SetAt(e, r, c)
			}
		}
	}
	return m
}

func convert[A, B scalar.Float](dst []A, src []B) {
	for i := range dst {
		dst[i] = A(src[i])
	}
}
