// The largest element of each row.

package ops

// MaxCols is the largest element of each row: R×C → R×1.
type MaxCols struct {
	ofOne
	Constant bool // without a derivative: a softmax is the same whatever it subtracts from all elements of a row
}

func (MaxCols) String() string { return "MaxCols" }

// HasDerivative implements Kind.
func (o MaxCols) HasDerivative(int) bool { return !o.Constant }

// Identity implements Kind.
func (o MaxCols) Identity() (byte, []uint64) {
	if o.Constant {
		return kindMaxCols, []uint64{1}
	}
	return kindMaxCols, []uint64{0}
}

// Size implements Kind.
func (MaxCols) Size(x []Dims) (Dims, string) { return Dims{x[0].Rows, 1}, "" }

// Compute implements Kind.
func (MaxCols) Compute(x []Matrix) Matrix {
	return NewMatrix(x[0].Rows, 1).Fill(func(r, _ int) float64 {
		largest := x[0].At(r, 0)
		for c := range x[0].Cols {
			largest = max(largest, x[0].At(r, c))
		}
		return largest
	})
}
