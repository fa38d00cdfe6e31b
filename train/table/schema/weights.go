// Weights: a column that says how much each row counts.

package schema

import (
	"slices"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/pkg/errors"
)

// weightsOf returns the weights of a batch's rows; nil for a schema without weights.
func (s *Schema) weightsOf(batch *table.Table) ([]float64, error) {
	if s.Weights == "" {
		return nil, nil
	}
	c, err := batch.Column(s.Weights)
	if err != nil {
		return nil, err
	}
	if !c.Type.IsNumeric() {
		return nil, errors.WithStack(&table.ColumnError{Column: c.Name, Type: c.Type.String() + " where weights are numbers", Cause: table.ErrColumnType})
	}
	for i, v := range c.Numbers {
		if c.Missing[i] || !(v >= 0) || v-v != 0 {
			return nil, errors.WithStack(&table.FieldError{Place: batch.Place(i), Column: c.Name, Text: c.Format(i), Want: "a weight, a number of at least 0"})
		}
	}
	return c.Numbers, nil
}

// weightsIn is weightsOf for batches that may lack the column of weights.
func (s *Schema) weightsIn(batch *table.Table) ([]float64, error) {
	if _, err := batch.Column(s.Weights); err != nil {
		return nil, nil
	}
	return s.weightsOf(batch)
}

// without returns a batch without the named column.
func without(batch *table.Table, name string) *table.Table {
	rest := *batch
	rest.Columns = slices.DeleteFunc(slices.Clone(batch.Columns), func(c *table.Column) bool { return name != "" && c.Name == name })
	return &rest
}

// tiny scales weights, so that a sum of the largest ones is finite.
const tiny = 0x1p-30

// weightAt is the weight of a row; 1 if rows have none.
func weightAt(weights []float64, i int) float64 {
	if weights == nil {
		return 1
	}
	return weights[i]
}
