// Matrices as rows.

package numeric

// Column is a copy of one column.
func Column(rows [][]float64, c int) []float64 {
	column := make([]float64, len(rows))
	for i, row := range rows {
		column[i] = row[c]
	}
	return column
}

// NewRows makes an n×width matrix as rows over one array.
func NewRows(n, width int) [][]float64 {
	rows, flat := make([][]float64, n), make([]float64, n*width)
	for r := range rows {
		rows[r] = flat[r*width : (r+1)*width : (r+1)*width]
	}
	return rows
}

func CopyRows(rows [][]float64, width int) [][]float64 {
	out := NewRows(len(rows), width)
	for i, row := range rows {
		copy(out[i], row)
	}
	return out
}
