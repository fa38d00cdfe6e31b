// Operations along columns: BroadcastCols, SumCols, SliceCols, PadCols and ConcatCols.

package ops

import "fmt"

// BroadcastCols repeats a column: R×1 → R×C.
type BroadcastCols struct {
	C int
	ofOne
	smooth
}

func (o BroadcastCols) String() string { return fmt.Sprintf("BroadcastCols{%d}", o.C) }

// Identity implements Kind.
func (o BroadcastCols) Identity() (byte, []uint64) { return kindBroadcastCols, []uint64{uint64(o.C)} }

// Size implements Kind.
func (o BroadcastCols) Size(x []Dims) (Dims, string) {
	if o.C < 1 || x[0].Cols != 1 {
		return Dims{}, "one column, to be repeated at least once"
	}
	return Dims{x[0].Rows, o.C}, ""
}

// Compute implements Kind.
func (o BroadcastCols) Compute(x []Matrix) Matrix {
	return NewMatrix(x[0].Rows, o.C).Fill(func(r, _ int) float64 { return x[0].At(r, 0) })
}

// SumCols adds the elements of each row: R×C → R×1. It is the adjoint of BroadcastCols.
type SumCols struct {
	ofOne
	smooth
}

func (SumCols) String() string { return "SumCols" }

// Identity implements Kind.
func (SumCols) Identity() (byte, []uint64) { return kindSumCols, nil }

// Size implements Kind.
func (SumCols) Size(x []Dims) (Dims, string) { return Dims{x[0].Rows, 1}, "" }

// Compute implements Kind.
func (SumCols) Compute(x []Matrix) Matrix {
	return NewMatrix(x[0].Rows, 1).Fill(func(r, _ int) float64 {
		sum := 0.0
		for c := range x[0].Cols {
			sum += x[0].At(r, c)
		}
		return sum
	})
}

// SliceCols takes the columns From ≤ c < To: R×C → R×(To-From).
type SliceCols struct {
	From, To int
	ofOne
	smooth
}

func (o SliceCols) String() string { return fmt.Sprintf("SliceCols{%d:%d}", o.From, o.To) }

// Identity implements Kind.
func (o SliceCols) Identity() (byte, []uint64) {
	return kindSliceCols, []uint64{uint64(o.From), uint64(o.To)}
}

// Size implements Kind.
func (o SliceCols) Size(x []Dims) (Dims, string) {
	if o.From < 0 || o.To <= o.From || o.To > x[0].Cols {
		return Dims{}, fmt.Sprintf("at least %d columns and 0 ≤ from < to", o.To)
	}
	return Dims{x[0].Rows, o.To - o.From}, ""
}

// Compute implements Kind.
func (o SliceCols) Compute(x []Matrix) Matrix {
	return NewMatrix(x[0].Rows, o.To-o.From).Fill(func(r, c int) float64 { return x[0].At(r, o.From+c) })
}

// PadCols puts columns of zeros before and after: R×C → R×(Before+C+After). It is the adjoint of SliceCols.
type PadCols struct {
	Before, After int
	ofOne
	smooth
}

func (o PadCols) String() string { return fmt.Sprintf("PadCols{%d,%d}", o.Before, o.After) }

// Identity implements Kind.
func (o PadCols) Identity() (byte, []uint64) {
	return kindPadCols, []uint64{uint64(o.Before), uint64(o.After)}
}

// Size implements Kind.
func (o PadCols) Size(x []Dims) (Dims, string) {
	if o.Before < 0 || o.After < 0 {
		return Dims{}, "no negative padding"
	}
	return Dims{x[0].Rows, total(o.Before, x[0].Cols, o.After)}, ""
}

// Compute implements Kind.
func (o PadCols) Compute(x []Matrix) Matrix {
	return NewMatrix(x[0].Rows, o.Before+x[0].Cols+o.After).Fill(func(r, c int) float64 {
		if c < o.Before || c >= o.Before+x[0].Cols {
			return 0
		}
		return x[0].At(r, c-o.Before)
	})
}

// ConcatCols puts N matrices of as many rows side by side.
type ConcatCols struct {
	N int
	smooth
}

func (o ConcatCols) String() string { return fmt.Sprintf("ConcatCols{%d}", o.N) }

// Arity implements Kind.
func (o ConcatCols) Arity() int { return o.N }

// Identity implements Kind.
func (o ConcatCols) Identity() (byte, []uint64) { return kindConcatCols, []uint64{uint64(o.N)} }

// Size implements Kind.
func (o ConcatCols) Size(x []Dims) (Dims, string) {
	if len(x) != o.N || o.N < 1 {
		return Dims{}, fmt.Sprintf("%d operands", o.N)
	}
	y := Dims{x[0].Rows, 0}
	for _, d := range x {
		if d.Rows != y.Rows {
			return Dims{}, "equal numbers of rows"
		}
		y.Cols = total(y.Cols, d.Cols)
	}
	return y, ""
}

// Compute implements Kind.
func (o ConcatCols) Compute(x []Matrix) Matrix {
	cols := 0
	for _, m := range x {
		cols += m.Cols
	}
	y, from := NewMatrix(x[0].Rows, cols), 0
	for _, m := range x {
		for r := range m.Rows {
			copy(y.Data[r*cols+from:], m.Data[r*m.Cols:(r+1)*m.Cols])
		}
		from += m.Cols
	}
	return y
}
