// The cost of a value.

package ir

import "github.com/gorgoflow/gorgoflow/graph/internal/kernel/scalar"

// FlopsPerRun is the cost of a value that does not depend on rows of the batch.
func (v *Value) FlopsPerRun() float64 {
	switch {
	case v.Batch > 0 || IsContraction(v):
		return 0
	case Is[MatMul](v) || Is[MatMulTimes](v):
		return 2 * float64(v.Rows) * float64(v.Cols) * float64(v.Depth())
	case v.IsElementwise():
		return float64(v.Rows) * float64(v.Cols)
	case Is[Convolve](v):
		return v.convolutionFlops(v.Args[0].Rows)
	}
	return 0
}

// convolutionFlops is the cost of a convolution of so many images.
func (v *Value) convolutionFlops(images int) float64 {
	return v.Op.(Convolve).Shape.Flops() * float64(images)
}

// FlopsPerRow is the cost of the value for one row of the batch.
func (v *Value) FlopsPerRow() float64 {
	if v.IsElementwise() {
		return v.flopsPerElement() * float64(v.Batch) * float64(v.Cols)
	}
	switch o := v.Op.(type) {
	case MatMul:
		return v.productFlops()
	case MatMulTimes:
		return v.productFlops() + v.elements()
	case Convolve:
		return v.convolutionFlops(v.Args[0].Batch)
	case FactorRows: // the leading term of Golub, Van Loan, Matrix Computations, 4th ed., 3.2
		return 2. / 3 * float64(o.N) * float64(o.N) * float64(o.N)
	case SolveRows:
		return 2 * float64(o.N) * float64(o.N)
	case SumCols, MaxCols, FoldRows:
		return v.Args[0].elements()
	case SumRows:
		if IsContraction(v) {
			return v.Args[0].elements()
		}
	case SumColsProduct:
		return 2 * v.Args[0].elements()
	}
	return 0
}

// flopsPerElement counts a function as one operation, plus the products in its argument or of its result.
func (v *Value) flopsPerElement() float64 {
	o, ok := v.Op.(Ternary)
	switch {
	case ok && (o.Func.IsOfMulAdd() || o.Func == scalar.MulMulMinusTwo):
		return 3
	case ok && o.Func == scalar.MulMul:
		return 2
	}
	return 1
}

// slowAlone is the time of a product of one vector with a matrix, relative to its share in a product of sixteen vectors,
// which reads the matrix once for all. Measured between 3 and 5, with matrices in a near cache or a far one, by AVX-512 and
// AVX2.
const slowAlone = 4

// SingleFlops is the cost of the value in a program of a single row, in operations of a program of many rows: copies of the
// row fill whole vectors of so many lanes, and a product of the row alone waits for its matrix.
func (v *Value) SingleFlops(lanes int) float64 {
	flops := v.FlopsPerRow()
	copies := v.copies()
	switch {
	case copies > 1:
		return flops * float64((copies+lanes-1)/lanes*lanes) / float64(copies)
	case Is[MatMul](v):
		return slowAlone * flops
	}
	return flops
}

// copies is the number of copies of a row in the value.
func (v *Value) copies() int {
	if IsContraction(v) || Is[FoldRows](v) {
		return v.Args[0].Batch
	}
	return v.Batch
}

// productFlops is the cost of a product for one row of the batch.
func (v *Value) productFlops() float64 {
	switch {
	case v.Batch > 0:
		return 2 * float64(v.Batch) * float64(v.Cols) * float64(v.Args[0].Cols)
	case IsContraction(v):
		return 2 * float64(v.Args[0].Batch) * float64(v.Rows) * float64(v.Cols)
	}
	return 0
}

// elements is the number of elements for one row of the batch.
func (v *Value) elements() float64 { return float64(float64(v.Batch) * float64(v.Cols)) }
