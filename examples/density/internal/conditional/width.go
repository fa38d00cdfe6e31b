// The width of the narrowest ridge near the given values, which tells how fine a grid has to be.

package conditional

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
)

const (
	drawn  = 4096 // rows drawn from the model, among which those near the given values are found
	near   = 128  // number of those rows whose ridges are measured
	few    = 1    // number of these that may have narrower ridges: they are at an edge of the density
	halves = 24   // halvings of an axis, down to the narrowest ridge that is found
)

// findWidths sets how narrow the density is along each axis. A grid alone cannot tell: it misses a ridge between its
// points. Rows that the model draws lie on its ridges as often as the ridges have mass.
func (q *Question) findWidths(ctx context.Context, given *schema.Encoded) error {
	request := &likelihood.SampleRequest{}
	if q.Model.CondDim() > 0 {
		request.Condition = given.Condition[:1]
	}
	samples, err := q.Model.SampleWith(ctx, drawn, q.Seed, request)
	if err != nil {
		return err
	}
	rows := q.nearest(samples.X, given.X[0])
	for _, a := range q.of {
		if a.width, err = q.width(ctx, a, rows, request.Condition); err != nil {
			return err
		}
	}
	return nil
}

// nearest are the rows whose given entries are nearest to those of x, in deviations of the data.
func (q *Question) nearest(rows [][]float64, x []float64) [][]float64 {
	_, deviation := q.Model.Standardization()
	distance := func(row []float64) (sum float64) {
		for j, v := range row {
			d := v - x[j]
			if deviation != nil {
				d /= deviation[j]
			}
			if !q.asksEntry(j) {
				sum += d * d
			}
		}
		return sum
	}
	slices.SortStableFunc(rows, func(a, b []float64) int { return cmp.Compare(distance(a), distance(b)) })
	return rows[:near]
}

func (q *Question) asksEntry(entry int) bool {
	return slices.ContainsFunc(q.of, func(a *axis) bool { return a.entry == entry })
}

// width is the shortest distance along an axis, the same to both sides of a row, over which log p falls by a nat in
// sum. For a normal density it is the deviation, wherever the row is.
func (q *Question) width(ctx context.Context, a *axis, rows [][]float64, condition [][]float64) (float64, error) {
	reach := func(k int) float64 { return math.Ldexp(a.high-a.low, -k) }
	var x, c [][]float64
	for _, row := range rows {
		x = append(x, row)
		for k := 1; k <= halves; k++ {
			x = append(x, moved(row, a.entry, reach(k)), moved(row, a.entry, -reach(k)))
		}
	}
	for range x {
		c = append(c, condition...)
	}
	logProb, err := q.logProb(ctx, x, c)
	if err != nil {
		return 0, err
	}
	var widths []float64
	for each := range slices.Chunk(logProb, 2*halves+1) {
		k := halves
		for k > 1 && each[2*k-1]+each[2*k]-2*each[0] > -1 {
			k--
		}
		widths = append(widths, reach(k))
	}
	slices.Sort(widths)
	return widths[few], nil
}

// moved is a row with another value of an entry.
func moved(row []float64, entry int, by float64) []float64 {
	out := slices.Clone(row)
	out[entry] += by
	return out
}

// resolve gives the axes as many points as their ridges take: one deviation of a ridge apart. If that is more than the
// limit, they have as many as a smooth density takes.
func (q *Question) resolve(draws int) {
	for _, a := range q.of {
		a.n = max(q.least(), 1+int(min(math.Ceil((a.high-a.low)/a.width), most)))
	}
	if sizeOf(q.shape())*draws<<len(q.of) > most { // of the grid and of the one that checks it
		for _, a := range q.of {
			a.n = q.least()
		}
	}
}

// least is the number of points along an axis of the first grid for a smooth density.
func (q *Question) least() int {
	if len(q.of) == 2 {
		return 33
	}
	return 65
}

// tooNarrow are the axes whose ridges are narrower than the distance of their points.
func (q *Question) tooNarrow() (names []string) {
	for _, a := range q.of {
		if step := (a.high - a.low) / float64(a.n-1); step > 1.01*a.width {
			names = append(names, a.column.Name)
		}
	}
	return names
}
