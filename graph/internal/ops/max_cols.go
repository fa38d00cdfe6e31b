// The largest element of each row.

package ops

// MaxCols is the largest element of each row: R×C → R×1. It has no derivative: a softmax, its only reader, is the same
// whatever it subtracts from all elements of a row.
type MaxCols struct{ ofOne }

func (MaxCols) String() string { return "MaxCols" }

// HasDerivative implements Kind.
func (MaxCols) HasDerivative(int) bool { return false }

// Identity implements Kind.
func (MaxCols) Identity() (byte, []uint64) { return kindMaxCols, nil }

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
