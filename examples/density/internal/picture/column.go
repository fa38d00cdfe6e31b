// Columns of a table as numbers along an axis.

package picture

import (
	"math"
	"time"

	"github.com/gorgoflow/gorgoflow/examples/internal/figure"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
)

const day = 24 * 3600

// values are a column's numbers, its days since 1970, or the indices of its levels; NaN where missing.
func values(t *table.Table, c *schema.Column) []float64 {
	column, err := t.Column(c.Name)
	out := make([]float64, t.Rows())
	index := map[string]int{}
	for i, level := range c.Levels {
		index[level] = i
	}
	for i := range out {
		out[i] = math.NaN()
		switch {
		case err != nil || column.Missing[i]:
		case c.Kind == schema.Category:
			if k, ok := index[column.Format(i)]; ok {
				out[i] = float64(k)
			}
		case column.Type == table.Date:
			out[i] = float64(column.Dates[i].Unix())/day + float64(column.Dates[i].Nanosecond())/1e9/day
		default:
			out[i] = column.Numbers[i]
		}
	}
	return out
}

// margin is how far a picture goes beyond the data, as a share of their width.
const margin = 0.04

// axis is that of a column, around some values.
func axis(c *schema.Column, values []float64) figure.Axis {
	a := figure.Axis{Label: c.Name, Low: math.Inf(1), High: math.Inf(-1), Dates: c.Kind == schema.Date}
	if c.Role == schema.Condition {
		a.Label += " (given)"
	}
	if c.Kind == schema.Category {
		a.Levels, a.Low, a.High = c.Levels, -0.5, float64(len(c.Levels))-0.5
		return a
	}
	for _, v := range values {
		if !math.IsNaN(v) {
			a.Low, a.High = math.Min(a.Low, v), math.Max(a.High, v)
		}
	}
	if c.Cell != nil {
		a.Cell = c.Cell.Width * daysIn(c)
	}
	switch {
	case a.Low > a.High:
		a.Low, a.High = 0, 1
	case a.Low == a.High:
		a.Low, a.High = a.Low-1, a.High+1
	}
	wide := math.Max(margin*(a.High-a.Low), a.Cell/2)
	a.Low, a.High = a.Low-wide, a.High+wide
	return a
}

// daysIn is how many days the unit of a date's cells has: of a month, as many as months have in the mean of 400 years.
func daysIn(c *schema.Column) float64 {
	if c.Months != 0 {
		return 146097. / 4800
	}
	return 1
}

// appendValue adds a value of values to a column of a table.
func appendValue(to *table.Column, c *schema.Column, v float64) {
	if c.Kind != schema.Date {
		to.AppendNumber(v)
		return
	}
	whole := math.Floor(v)
	to.AppendDate(time.Unix(int64(whole)*day, int64((v-whole)*day*1e9)).UTC())
}
