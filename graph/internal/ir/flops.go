package ir

// FlopsPerRun is what a value costs that has no row of the batch in it.
func (v *Value) FlopsPerRun() float64 {
	switch {
	case v.Batch > 0 || IsContraction(v):
		return 0
	case v.Code == MatMul || v.Code == MatMulTimes:
		return 2 * float64(v.Rows) * float64(v.Cols) * float64(v.Depth())
	case v.IsElementwise():
		return float64(v.Rows) * float64(v.Cols)
	}
	return 0
}

// FlopsPerRow is what the value costs for one row of the batch.
func (v *Value) FlopsPerRow() float64 {
	switch {
	case v.Code == MatMul && v.Batch > 0:
		inner := v.Args[0].Cols
		return 2 * float64(v.Batch) * float64(v.Cols) * float64(inner)
	case IsContraction(v) && v.Code == MatMul:
		return 2 * float64(v.Args[0].Batch) * float64(v.Rows) * float64(v.Cols)
	case v.IsElementwise():
		return float64(v.Batch) * float64(v.Cols)
	case v.Code == SumCols || v.Code == FoldRows || IsContraction(v):
		return float64(v.Args[0].Batch) * float64(v.Args[0].Cols)
	case v.Code == SumColsProduct:
		return 2 * float64(v.Args[0].Batch) * float64(v.Args[0].Cols)
	case v.Code == FactorRows: // the leading term of Golub, Van Loan, Matrix Computations, 4th ed., 3.2
		return 2. / 3 * float64(v.N) * float64(v.N) * float64(v.N)
	case v.Code == SolveRows:
		return 2 * float64(v.N) * float64(v.N)
	}
	return 0
}
