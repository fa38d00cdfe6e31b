// Operations along rows: BroadcastRows, SumRows, TileRows and FoldRows.

package ops

import "fmt"

// BroadcastRows repeats each row R times: K×C → K·R×C, row k·R+r is row k. With K = 1 it is the ordinary broadcast of one
// row over a batch. Its result is per row.
type BroadcastRows struct {
	R int
	ofOne
	smooth
}

func (o BroadcastRows) String() string { return fmt.Sprintf("BroadcastRows{%d}", o.R) }

// Identity implements Kind.
func (o BroadcastRows) Identity() (byte, []uint64) { return kindBroadcastRows, []uint64{uint64(o.R)} }

// Size implements Kind.
func (o BroadcastRows) Size(x []Dims) (Dims, string) {
	if o.R < 1 {
		return Dims{}, "at least one copy"
	}
	return Dims{times(x[0].Rows, o.R), x[0].Cols}, ""
}

// Compute implements Kind.
func (o BroadcastRows) Compute(x []Matrix) Matrix {
	return NewMatrix(x[0].Rows*o.R, x[0].Cols).Fill(func(r, c int) float64 { return x[0].At(r/o.R, c) })
}

// SumRows adds R rows at a time: K·R×C → K×C. It is the adjoint of BroadcastRows.
type SumRows struct {
	K int
	ofOne
	smooth
}

func (o SumRows) String() string { return fmt.Sprintf("SumRows{%d}", o.K) }

// Identity implements Kind.
func (o SumRows) Identity() (byte, []uint64) { return kindSumRows, []uint64{uint64(o.K)} }

// Size implements Kind.
func (o SumRows) Size(x []Dims) (Dims, string) {
	if o.K < 1 || x[0].Rows%o.K != 0 {
		return Dims{}, fmt.Sprintf("a multiple of %d rows", o.K)
	}
	return Dims{o.K, x[0].Cols}, ""
}

// Compute implements Kind.
func (o SumRows) Compute(x []Matrix) Matrix {
	size := x[0].Rows / o.K
	return NewMatrix(o.K, x[0].Cols).Fill(func(k, c int) float64 {
		sum := 0.0
		for r := range size {
			sum += x[0].At(k*size+r, c)
		}
		return sum
	})
}

// TileRows puts K copies of the whole matrix one under another: R×C → K·R×C, row k·R+r is row r.
type TileRows struct {
	K int
	ofOne
	smooth
}

func (o TileRows) String() string { return fmt.Sprintf("TileRows{%d}", o.K) }

// Identity implements Kind.
func (o TileRows) Identity() (byte, []uint64) { return kindTileRows, []uint64{uint64(o.K)} }

// Size implements Kind.
func (o TileRows) Size(x []Dims) (Dims, string) {
	if o.K < 1 {
		return Dims{}, "at least one copy"
	}
	return Dims{times(x[0].Rows, o.K), x[0].Cols}, ""
}

// Compute implements Kind.
func (o TileRows) Compute(x []Matrix) Matrix {
	return NewMatrix(x[0].Rows*o.K, x[0].Cols).Fill(func(r, c int) float64 { return x[0].At(r%x[0].Rows, c) })
}

// FoldRows adds K copies: K·R×C → R×C. It is the adjoint of TileRows.
type FoldRows struct {
	K int
	ofOne
	smooth
}

func (o FoldRows) String() string { return fmt.Sprintf("FoldRows{%d}", o.K) }

// Identity implements Kind.
func (o FoldRows) Identity() (byte, []uint64) { return kindFoldRows, []uint64{uint64(o.K)} }

// Size implements Kind.
func (o FoldRows) Size(x []Dims) (Dims, string) {
	if o.K < 1 || x[0].Rows%o.K != 0 {
		return Dims{}, fmt.Sprintf("a multiple of %d rows", o.K)
	}
	return Dims{x[0].Rows / o.K, x[0].Cols}, ""
}

// Compute implements Kind.
func (o FoldRows) Compute(x []Matrix) Matrix {
	rows := x[0].Rows / o.K
	return NewMatrix(rows, x[0].Cols).Fill(func(r, c int) float64 {
		sum := 0.0
		for k := range o.K {
			sum += x[0].At(k*rows+r, c)
		}
		return sum
	})
}
