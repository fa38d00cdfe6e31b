// Columns without a density of their own: constants, and copies of other columns.

package marginal

import (
	"math"

	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
)

// exactness is how near a copy is, beside the size of the values.
const exactness = 1e-9

// Kinds are what the columns of rows x, N×D, are taken for: Constant, Copy or Density. Errors are those of Fit.
func Kinds(x [][]float64) ([]Kind, error) {
	if err := checkRows(x); err != nil {
		return nil, err
	}
	var list []Kind
	for _, c := range kinds(x) {
		list = append(list, c.Kind)
	}
	return list, nil
}

// kinds are the columns, those with a density without it.
func kinds(x [][]float64) (columns []Column) {
	for j := range x[0] {
		c, known := dependent(numeric.Column(x, j), columns, x)
		if !known {
			c = Column{Kind: Density}
		}
		columns = append(columns, c)
	}
	return columns
}

// dependent finds a column that has no density of its own.
func dependent(values []float64, columns []Column, x [][]float64) (c Column, is bool) {
	low, high := values[0], values[0]
	for _, v := range values {
		low, high = min(low, v), max(high, v)
	}
	if low == high || !(numeric.Deviation(values) > 1e-12*max(math.Abs(low), math.Abs(high))) {
		return Column{Kind: Constant, Value: low, Tolerance: high - low}, true
	}
	for k, other := range columns {
		if other.Kind != Density {
			continue
		}
		if c, is := copyOf(values, x, k); is {
			return c, true
		}
	}
	return Column{}, false
}

// copyOf fits a line through the rows with the least and the greatest value of column k, and looks whether all rows are on it.
func copyOf(values []float64, x [][]float64, k int) (c Column, is bool) {
	lo, hi := 0, 0
	for i := range x {
		if x[i][k] < x[lo][k] {
			lo = i
		}
		if x[i][k] > x[hi][k] {
			hi = i
		}
	}
	slope := (values[hi] - values[lo]) / (x[hi][k] - x[lo][k])
	c = Column{Kind: Copy, Of: k, Slope: slope, Value: values[lo] - slope*x[lo][k]}
	c.Tolerance = exactness * (math.Abs(values[lo]) + math.Abs(values[hi]))
	for i := range x {
		if !c.holds(values[i], x[i]) {
			return c, false
		}
	}
	return c, slope != 0
}

// holds says whether a value is what the column is by the others of its row.
func (c *Column) holds(v float64, row []float64) bool {
	want := c.Value
	if c.Kind == Copy {
		want += c.Slope * row[c.Of]
	}
	return math.Abs(v-want) <= c.Tolerance
}
