// What a value costs to compute.

package ir

// FlopsPerRun is what a value costs that has no row of the batch in it.
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

// convolutionFlops are those of a convolution of so many images.
func (v *Value) convolutionFlops(images int) float64 {
	return v.Op.(Convolve).Shape.Flops() * float64(images)
}

// FlopsPerRow is what the value costs for one row of the batch.
func (v *Value) FlopsPerRow() float64 {
	if v.IsElementwise() {
		return v.flopsPerElement() * float64(v.Batch) * float64(v.Cols)
	}
	switch o := v.Op.(type) {
	case MatMul:
		return v.productFlops()
	case Convolve:
		return v.convolutionFlops(v.Args[0].Batch)
	case FactorRows: // the leading term of Golub, Van Loan, Matrix Computations, 4th ed., 3.2
		return 2. / 3 * float64(o.N) * float64(o.N) * float64(o.N)
	case SolveRows:
		return 2 * float64(o.N) * float64(o.N)
	case SumCols, FoldRows:
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

// flopsPerElement counts a function as one operation, and the product that it may be a function of.
func (v *Value) flopsPerElement() float64 {
	if o, ok := v.Op.(Ternary); ok && o.Func.IsOfMulAdd() {
		return 3
	}
	return 1
}

// productFlops is what a product costs for one row of the batch.
func (v *Value) productFlops() float64 {
	switch {
	case v.Batch > 0:
		return 2 * float64(v.Batch) * float64(v.Cols) * float64(v.Args[0].Cols)
	case IsContraction(v):
		return 2 * float64(v.Args[0].Batch) * float64(v.Rows) * float64(v.Cols)
	}
	return 0
}

// elements is their number for one row of the batch.
func (v *Value) elements() float64 { return float64(v.Batch) * float64(v.Cols) }
