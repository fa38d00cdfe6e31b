// The answer, as a table.

package conditional

import (
	"context"
	"slices"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
)

// shown is how far below its peak, in nats, an answer shows a density.
const shown = 18

// logProbName is the name of the column that an answer adds.
const logProbName = "log_p"

// An Answer is a density at points, or the probabilities of levels or of the values of a rounded column.
type Answer struct {
	Rows *table.Table // the columns asked for, and log_p
	// LogGiven is log p of the given values, without the columns asked for.
	LogGiven float64
	// Error is about the error of LogGiven, and with it of log_p, that the grid causes, in nats; 0 for a class.
	Error float64
	// Bound is the largest bound of the solver's error of LogGiven, nats: at the peak of numbers, and over all levels of a
	// class. What it has in common with log p of the points is not in log_p.
	Bound float64
	// Narrow are columns along which the density has ridges near the given values that are narrower than the grid's
	// distances: log_p may have a large error.
	Narrow []string
}

// Ask finds the answer.
func (q *Question) Ask(ctx context.Context) (*Answer, error) {
	if q.of == nil {
		if err := q.Prepare(); err != nil {
			return nil, err
		}
	}
	if q.of[0].column.Kind == schema.Category {
		return q.levels(ctx)
	}
	q.prepareAxes()
	given, err := q.encode(nil, 0)
	if err != nil {
		return nil, err
	}
	wide, logGiven, change, err := q.integrate(ctx, given)
	if err != nil {
		return nil, err
	}
	known, err := q.checkAll(given, logGiven)
	if err != nil {
		return nil, err
	}
	var narrow []string
	if !known {
		narrow = q.tooNarrow()
	}
	bound, err := q.boundAt(ctx, given, wide)
	if err != nil {
		return nil, err
	}
	find := q.points
	if q.IsOfCells() {
		find = q.cells
	}
	rows, err := find(ctx, given, wide, logGiven)
	return &Answer{rows, logGiven, change, bound, narrow}, err
}

// points is the density at equally spaced points of the vectors' entries, where the integral's grid shows it.
func (q *Question) points(ctx context.Context, given *schema.Encoded, wide *surface, logGiven float64) (*table.Table, error) {
	shape := slices.Clone(wide.shape)
	for j, a := range q.of {
		first, last := wide.reach(j, shown)
		low, high := a.at(max(first-1, 0), a.n), a.at(min(last+1, a.n-1), a.n)
		a.low, a.high = low, high
		if q.Points > 0 {
			shape[j] = q.Points
		}
	}
	s, err := q.surface(ctx, given, shape)
	if err != nil {
		return nil, err
	}
	return q.table(s, logGiven), nil
}

// table is the density in the units of the columns, which is days for dates.
func (q *Question) table(s *surface, logGiven float64) *table.Table {
	t := &table.Table{}
	var fields []table.Field
	for _, a := range q.of {
		fields = append(fields, a.field())
	}
	t.Reset(append(fields, table.Field{Name: logProbName}))
	for i, v := range s.log {
		v -= logGiven
		for j, at := range s.indices(i) {
			x := q.of[j].at(at, s.shape[j])
			q.of[j].appendValue(t.Columns[j], q.of[j].value(x))
			v += q.of[j].logJacobian(x) - q.of[j].logDays(x)
		}
		t.Columns[len(q.of)].AppendNumber(v)
	}
	for j, a := range q.of {
		t.Columns[j].Layout = a.layoutOf(t.Columns[j].Dates)
	}
	return t
}
