// Vectors, and matrices as rows.

package numeric

import "math"

// Flatten returns the rows one after another.
func Flatten(rows [][]float64) []float64 {
	var all []float64
	for _, row := range rows {
		all = append(all, row...)
	}
	return all
}

// Dot is xᵀy.
func Dot(x, y []float64) float64 {
	sum := 0.0
	for i, v := range x {
		sum += float64(v * y[i])
	}
	return sum
}

// Norm is |x|.
func Norm(x []float64) float64 { return math.Sqrt(Dot(x, x)) }

func Widen[T float32 | float64](dst []float64, src []T) {
	for i := range dst {
		dst[i] = float64(src[i])
	}
}

func Fill(dst []float64, v float64) {
	for i := range dst {
		dst[i] = v
	}
}

// Store stores what a method has returned that was given dst to store it in, if it has stored it elsewhere.
func Store(dst, returned []float64) {
	if len(returned) == len(dst) {
		copy(dst, returned)
	}
}

func Ones(n int) []float64 {
	x := make([]float64, n)
	Fill(x, 1)
	return x
}

func AddTo(dst, x []float64) {
	for i, v := range x {
		dst[i] += v
	}
}

// Column returns a copy of one column.
func Column(rows [][]float64, c int) []float64 {
	column := make([]float64, len(rows))
	for i, row := range rows {
		column[i] = row[c]
	}
	return column
}

// NewRows returns an n×width matrix as rows of one array.
func NewRows(n, width int) [][]float64 {
	rows, flat := make([][]float64, n), make([]float64, n*width)
	for r := range rows {
		rows[r] = flat[r*width : (r+1)*width : (r+1)*width]
	}
	return rows
}

// CopyRows returns a copy of rows of that width.
func CopyRows(rows [][]float64, width int) [][]float64 {
	out := NewRows(len(rows), width)
	for i, row := range rows {
		copy(out[i], row)
	}
	return out
}
