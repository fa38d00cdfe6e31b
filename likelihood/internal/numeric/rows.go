package numeric

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
