// Operations element by element.

package ops

import (
	"fmt"

	"github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"
)

// Unary applies a function to every element.
type Unary struct {
	Func scalar.UnaryFunc
	ofOne
}

func (o Unary) String() string { return o.Func.String() }

// HasDerivative implements Kind.
func (o Unary) HasDerivative(int) bool { return o.Func != scalar.Step }

// Identity implements Kind.
func (o Unary) Identity() (byte, []uint64) { return kindUnary, []uint64{uint64(o.Func)} }

// Size implements Kind.
func (o Unary) Size(x []Dims) (Dims, string) {
	if !o.Func.Known() {
		return Dims{}, "a known function"
	}
	return x[0], ""
}

// Compute implements Kind.
func (o Unary) Compute(x []Matrix) Matrix {
	f := UnaryValues[o.Func]
	return NewMatrix(x[0].Rows, x[0].Cols).Fill(func(r, c int) float64 { return f(x[0].At(r, c)) })
}

// Affine is Scale·x + Shift, element by element, with constants known when the graph is built.
type Affine struct {
	Scale, Shift float64
	ofOne
	smooth
}

func (o Affine) String() string { return fmt.Sprintf("%g·x%+g", o.Scale, o.Shift) }

// Identity implements Kind.
func (o Affine) Identity() (byte, []uint64) {
	return kindAffine, []uint64{bits(o.Scale), bits(o.Shift)}
}

// Size implements Kind.
func (o Affine) Size(x []Dims) (Dims, string) { return x[0], "" }

// Compute implements Kind.
func (o Affine) Compute(x []Matrix) Matrix {
	return NewMatrix(x[0].Rows, x[0].Cols).Fill(func(r, c int) float64 {
		return float64(o.Scale*x[0].At(r, c)) + o.Shift
	})
}

// Binary combines two matrices of the same shape element by element.
type Binary struct {
	Func scalar.BinaryFunc
	ofTwo
	smooth
}

func (o Binary) String() string { return o.Func.String() }

// Identity implements Kind.
func (o Binary) Identity() (byte, []uint64) { return kindBinary, []uint64{uint64(o.Func)} }

// Size implements Kind.
func (o Binary) Size(x []Dims) (Dims, string) {
	if !o.Func.Known() || x[0] != x[1] {
		return Dims{}, "a known function of two equal shapes"
	}
	return x[0], ""
}

// Compute implements Kind.
func (o Binary) Compute(x []Matrix) Matrix {
	return NewMatrix(x[0].Rows, x[0].Cols).Fill(func(r, c int) float64 {
		return binaryValue(o.Func, x[0].At(r, c), x[1].At(r, c))
	})
}
