// Tables of numbers as rows.

// Package numbers reads tables that hold numbers alone.
package numbers

import (
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/pkg/errors"
)

// ReadFile reads the rows of a file, and the names of its columns. A column of anything but numbers, and a missing
// value, is an error.
func ReadFile(path string) (x [][]float64, names []string, err error) {
	t, err := table.ReadFile(path, nil)
	if err != nil {
		return nil, nil, err
	}
	x, err = Rows(t)
	for _, c := range t.Columns {
		names = append(names, c.Name)
	}
	return x, names, errors.WithMessage(err, path)
}

// Rows are the rows of a table.
func Rows(t *table.Table) ([][]float64, error) {
	x := make([][]float64, t.Rows())
	for i := range x {
		x[i] = make([]float64, len(t.Columns))
	}
	for j, c := range t.Columns {
		if !c.Type.IsNumeric() {
			return nil, errors.Errorf("column %q holds %v, want numbers", c.Name, c.Type)
		}
		for i, v := range c.Numbers {
			if c.Missing[i] {
				return nil, errors.Errorf("column %q has no value in row %d, want a number", c.Name, i+1)
			}
			x[i][j] = v
		}
	}
	return x, nil
}
