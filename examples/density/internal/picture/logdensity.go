// Log p at points along some columns.

package picture

import (
	"context"
	"math"

	"github.com/gorgoflow/gorgoflow/examples/density/score"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
	"github.com/pkg/errors"
)

// logDensity is log p at points of the columns, −∞ outside the schema's bounds; columns that are constant have their value.
func logDensity(ctx context.Context, m likelihood.Model, s *schema.Schema, seed uint64, at [][]float64, columns []*schema.Column) ([]float64, error) {
	rows := &table.Table{}
	for _, c := range s.Columns {
		if c.Kind == schema.LeftOut {
			continue
		}
		column := &table.Column{Field: table.Field{Name: c.Name, Type: c.Type, Layout: c.Layout}}
		fill(column, c, at, columns)
		rows.Columns = append(rows.Columns, column)
	}
	encoded, err := s.Encode(rows, seed)
	if err != nil {
		return nil, err
	}
	d := &likelihood.Density{}
	if len(encoded.X) > 0 {
		d, _, err = (&score.Scorer{Model: m}).Solve(ctx, encoded)
	}
	var failed *likelihood.RowsError
	if err != nil && !errors.As(err, &failed) {
		return nil, err
	}
	values, err := encoded.LogDensity(d.LogProb)
	for i, v := range values {
		if math.IsNaN(v) {
			values[i] = math.Inf(-1)
		}
	}
	return values, err
}

// fill gives a column its values at the points.
func fill(column *table.Column, c *schema.Column, at [][]float64, columns []*schema.Column) {
	value := table.NewTexts("", c.Value)
	for j, of := range columns {
		if c.Name == of.Name || c.Of == of.Name {
			for _, q := range at {
				appendValue(column, of, q[j])
			}
			return
		}
	}
	for range at {
		if !column.AppendConverted(value, 0) {
			column.AppendMissing()
		}
	}
}
