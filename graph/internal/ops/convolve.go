// Convolutions.

package ops

import (
	"fmt"

	"github.com/gorgoflow/gorgoflow/graph/internal/conv"
)

// Convolve is one form of the trilinear form of a convolution: its result has the role Of, and its operands are the values
// of the two other roles in order. Images and results of a convolution are rows of the batch, its kernel is Out×Depth.
type Convolve struct {
	Shape conv.Shape
	Of    conv.Role
	ofTwo
	smooth
}

func (o Convolve) String() string { return o.Of.String() }

// Identity implements Kind.
func (o Convolve) Identity() (byte, []uint64) {
	s := o.Shape
	fields := []uint64{uint64(o.Of)}
	for _, n := range []int{s.In, s.Out, s.Height, s.Width, s.Kernel, s.Stride, s.Padding} {
		fields = append(fields, uint64(n))
	}
	return kindConvolve, fields
}

// Operands returns the roles of the operands.
func (o Convolve) Operands() (first, second conv.Role) {
	switch o.Of {
	case conv.Image:
		return conv.Result, conv.Kernel
	case conv.Result:
		return conv.Image, conv.Kernel
	}
	return conv.Image, conv.Result
}

// dims returns the sizes of a value of the role, for so many rows of the batch.
func (o Convolve) dims(of conv.Role, rows int) Dims {
	switch of {
	case conv.Image:
		return Dims{rows, o.Shape.Images()}
	case conv.Result:
		return Dims{rows, o.Shape.Results()}
	}
	return Dims{o.Shape.Out, o.Shape.Depth()}
}

// Size implements Kind.
func (o Convolve) Size(x []Dims) (Dims, string) {
	if want := o.Shape.Wrong(); want != "" {
		return Dims{}, want
	}
	first, second := o.Operands()
	a, b := o.dims(first, x[0].Rows), o.dims(second, x[0].Rows)
	if x[0] != a || x[1] != b {
		return Dims{}, sizesOf(a, b)
	}
	return o.dims(o.Of, x[0].Rows), ""
}

// Compute implements Kind by the plain sum.
func (o Convolve) Compute(x []Matrix) Matrix {
	d := o.dims(o.Of, x[0].Rows)
	first, second := o.Operands()
	var values [3]Matrix
	values[first], values[second], values[o.Of] = x[0], x[1], NewMatrix(d.Rows, d.Cols)
	image, result, kernel := values[conv.Image], values[conv.Result], values[conv.Kernel]
	for r := range x[0].Rows {
		o.Shape.Each(func(at [3]int) {
			x, y, k := &image.Data[r*image.Cols+at[conv.Image]], &result.Data[r*result.Cols+at[conv.Result]], &kernel.Data[at[conv.Kernel]]
			switch o.Of {
			case conv.Image:
				*x += float64(*y * *k)
			case conv.Result:
				*y += float64(*x * *k)
			default:
				*k += float64(*x * *y)
			}
		})
	}
	return values[o.Of]
}

// sizesOf describes two sizes.
func sizesOf(a, b Dims) string {
	return fmt.Sprintf("%d×%d and %d×%d", a.Rows, a.Cols, b.Rows, b.Cols)
}
