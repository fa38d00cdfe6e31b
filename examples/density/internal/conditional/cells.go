// The probabilities of a rounded column's values.

package conditional

import (
	"context"
	"math"
	"time"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
	"github.com/pkg/errors"
)

// fewest is the least number of intervals of a cell's integral, of a cell as wide as those of the grid or wider.
const fewest = 8

// IsOfCells says that the answer is the probabilities of values: one column is asked for, and it is rounded. In its
// cells the density is that of the noise which the model needs, and means nothing by itself. With Points the answer is
// that density all the same.
func (q *Question) IsOfCells() bool {
	return len(q.of) == 1 && q.of[0].column.Cell != nil && q.Points == 0
}

// cells is the probability of each value where the integral's grid shows the density: Simpson's rule over the value's
// cell, in intervals no longer than those of the grid.
func (q *Question) cells(ctx context.Context, given *schema.Encoded, wide *surface, logGiven float64) (*table.Table, error) {
	a := q.of[0]
	first, last := wide.reach(0, shown)
	from, to := a.cellOf(a.at(first, a.n)), a.cellOf(a.at(last, a.n))
	if !(to-from < most/fewest) {
		return nil, errors.Errorf("%s has %.3g values here; give -points for its density instead", a.column.Name, to-from)
	}
	t := &table.Table{}
	t.Reset([]table.Field{a.field(), {Name: logProbName}})
	for k := from; k <= to; k++ {
		a.appendValue(t.Columns[0], a.number(k))
	}
	t.Columns[0].Layout = a.layoutOf(t.Columns[0].Dates)
	points, intervals := a.cellPoints(from, to)
	log, err := q.logSums(ctx, given, points)
	if err != nil {
		return nil, err
	}
	for _, n := range intervals {
		t.Columns[1].AppendNumber(simpson(log[:n+1]) + math.Log(points[n][0]-points[0][0]) - logGiven)
		log, points = log[n:], points[n:]
	}
	return t, nil
}

// layoutOf is the layout of the data's dates, as which values are given, or "" if it loses a part of one of these.
func (a *axis) layoutOf(dates []time.Time) string {
	layout := a.column.Layout
	for _, date := range dates {
		if written, err := time.Parse(layout, date.Format(layout)); err != nil || !written.Equal(date) {
			return ""
		}
	}
	return layout
}

// cellOf is the number of the cell of x, from that of the grid's offset, and number is the value of a cell.
func (a *axis) cellOf(x float64) float64 {
	return math.Round((a.value(x) - a.column.Cell.Offset) / a.column.Cell.Width)
}

func (a *axis) number(cell float64) float64 {
	v := a.column.Cell.Offset + cell*a.column.Cell.Width
	if scale := math.Pow10(a.column.Cell.Decimals); scale >= 1 {
		return math.Round(v*scale) / scale
	}
	return v
}

// cellPoints are equally spaced points of each cell, the last of which is the first of the next cell, and the numbers of intervals
// between them, even ones.
func (a *axis) cellPoints(from, to float64) (points [][]float64, intervals []int) {
	step := (a.high - a.low) / float64(a.n-1)
	low := a.entryAt(a.number(from) - a.column.Cell.Width/2)
	points = append(points, []float64{low})
	for k := from; k <= to; k++ {
		high := a.entryAt(a.number(k) + a.column.Cell.Width/2)
		n := fewest * int(math.Ceil(min((high-low)/step, most)/fewest))
		if high-low < step {
			n = 2 * int(math.Ceil(max(1, fewest/2*(high-low)/step)))
		}
		for i := 1; i <= n; i++ {
			points = append(points, []float64{low + float64(i)*(high-low)/float64(n)})
		}
		intervals, low = append(intervals, n), high
	}
	return points, intervals
}

// simpson is the logarithm of the mean by Simpson's rule over an even number of equal intervals.
func simpson(log []float64) float64 {
	sum, last := math.Inf(-1), len(log)-1
	for i, v := range log {
		weight := []float64{2, 4}[i%2]
		if i == 0 || i == last {
			weight = 1
		}
		sum = elementary.LogAdd(sum, v+math.Log(weight/3/float64(last)))
	}
	return sum
}
