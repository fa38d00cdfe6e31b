// Columns without a density of their own: constants, and copies of other columns.

package marginal

import (
	"context"
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/internal/sums"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/pkg/errors"
)

// The largest errors of a copy, relative to its values and to the range of them: values far from 0 are all equal to within
// exactness, although they are independent.
const (
	exactness  = 1e-9
	ofTheRange = 1e-4
)

// rounding is the least error of a copy: that of a product and a sum.
const rounding = 4e-16

// roundingSingle bounds the errors of a copy in single precision, relative to the numbers of a row: those of a product, of a
// sum and of a slope. Errors of further rows, whose values may be larger, may be further times those of the ends.
const (
	roundingSingle = 4 * single
	further        = 8
)

// Kinds returns the kinds of the columns of rows x, N×D: Constant, Copy or Density. Errors are those of Fit.
func Kinds(x [][]float64) ([]Kind, error) {
	if err := checkRows(x); err != nil {
		return nil, err
	}
	columns, err := kinds(context.Background(), x)
	var list []Kind
	for _, c := range columns {
		list = append(list, c.Kind)
	}
	return list, err
}

// kinds returns the columns; those with a density do not have it yet.
func kinds(ctx context.Context, x [][]float64) (columns []Column, err error) {
	before := make([]ends, 0, len(x[0]))
	for j := range x[0] {
		if err := ctx.Err(); err != nil {
			return nil, errors.WithStack(err)
		}
		values := numeric.Column(x, j)
		before = append(before, endsOf(values))
		before[j].single = sums.IsSingle(values)
		c, known := dependent(values, columns, before, x)
		if !known {
			c = Column{Kind: Density}
		}
		columns = append(columns, c)
	}
	return columns, nil
}

// ends holds the first row with the least value of a column, and the first with the greatest.
type ends struct {
	lo, hi int
	single bool // whether the values are of single precision
}

func endsOf(values []float64) (e ends) {
	for i, v := range values {
		if v < values[e.lo] {
			e.lo = i
		}
		if v > values[e.hi] {
			e.hi = i
		}
	}
	return e
}

// dependent finds out whether a column has no density of its own; before holds the ends of all columns up to it.
func dependent(values []float64, columns []Column, before []ends, x [][]float64) (c Column, is bool) {
	own := before[len(columns)]
	low, high := values[own.lo], values[own.hi]
	if low == high || isNoise(values, max(math.Abs(low), math.Abs(high))) {
		return Column{Kind: Constant, Value: low, Tolerance: high - low}, true
	}
	most := math.Inf(1)
	for k, other := range columns {
		if other.Kind != Density {
			continue
		}
		at := before[k]
		at.single = at.single || own.single
		c, is := copyOf(values, x, k, at, most)
		if is && math.IsInf(most, 1) { // the bulk takes a sort of the column, so it is looked for once
			most = mostOfBulk(values)
			c, is = copyOf(values, x, k, at, most)
		}
		if is {
			return c, true
		}
	}
	return Column{}, false
}

// mostOfBulk is the largest error of a copy where values are far away, such as codes for missing ones, since these say
// nothing of the others; elsewhere infinite.
func mostOfBulk(values []float64) float64 {
	deviation := numeric.Deviation(values)
	if usual := bulk(slices.Sorted(slices.Values(values)), deviation); usual < deviation {
		return ofTheRange * usual
	}
	return math.Inf(1)
}

// noise is the largest deviation, relative to the values, that rounding errors of sums have.
const noise = 1e-12

// isNoise says whether values of a size differ by rounding errors alone. These leave more digits than integers and
// short decimals have.
func isNoise(values []float64, size float64) bool {
	if numeric.Deviation(values) > noise*size {
		return false
	}
	return slices.ContainsFunc(values, func(v float64) bool { return !sums.IsExact(v) })
}

// copyOf fits a line through the ends of column k, and checks whether all rows are on it, with an error of most or less.
func copyOf(values []float64, x [][]float64, k int, at ends, most float64) (c Column, is bool) {
	lo, hi := at.lo, at.hi
	slope := (values[hi] - values[lo]) / (x[hi][k] - x[lo][k])
	c = Column{Kind: Copy, Of: k, Slope: slope, Value: values[lo] - float64(slope*x[lo][k])}
	size, span := math.Abs(values[lo])+math.Abs(values[hi]), math.Abs(values[hi]-values[lo])
	if at.single {
		return c.ofSingles(values, x, size, min(ofTheRange*span, most))
	}
	c.Tolerance = min(max(min(exactness*size, ofTheRange*span), rounding*size), most)
	return c, slope != 0 && c.holdsAll(values, x)
}

// ofSingles is copyOf for values of single precision. Errors are relative to the numbers of each row: a difference that these
// resolve near 0 may be below the rounding of the ends. So the line goes through the row nearest to 0, and has the slope
// between the ends.
func (c Column) ofSingles(values []float64, x [][]float64, size, most float64) (copied Column, is bool) {
	if c.Slope == 0 {
		return c, false
	}
	sizeOf := func(row int) float64 { return math.Abs(values[row]) + math.Abs(c.Slope*x[row][c.Of]) }
	near := 0
	for row := range values {
		if sizeOf(row) < sizeOf(near) {
			near = row
		}
	}
	c.Value = values[near] - float64(c.Slope*x[near][c.Of])
	for row, v := range values {
		if !(math.Abs(v-c.Value-float64(c.Slope*x[row][c.Of])) <= min(roundingSingle*(sizeOf(row)+math.Abs(c.Value)), most)) {
			return c, false
		}
	}
	c.Tolerance = min(further*roundingSingle*size, most)
	return c, true
}

// holdsAll says whether the values are those of a constant or copy in all rows.
func (c *Column) holdsAll(values []float64, x [][]float64) bool {
	for i := range x {
		if !c.holds(values[i], x[i]) {
			return false
		}
	}
	return true
}

// holds says whether v is the value of a constant or copy in this row.
func (c *Column) holds(v float64, row []float64) bool {
	if c.Kind != Copy {
		return math.Abs(v-c.Value) <= c.Tolerance
	}
	want := c.Value + float64(c.Slope*row[c.Of])
	return !math.IsInf(v, 0) && math.Abs(v-want) <= max(c.Tolerance, 4*rounding*math.Abs(v))
}
