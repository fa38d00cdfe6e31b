// Decoding: rows of a table from vectors and conditions.

package schema

import (
	"math"
	"strconv"
	"time"

	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/pkg/errors"
)

// Decode turns vectors and their conditions (nil for a schema without conditions) into rows: the original columns with
// their types, without those that are left out. Rounded values are rounded to their grid, and a category has the level
// of its largest entry.
func (s *Schema) Decode(x, condition [][]float64) (*table.Table, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	k := newCoder(s)
	if err := k.check(x, condition); err != nil {
		return nil, err
	}
	columns := map[string]*table.Column{}
	var order []*table.Column
	for _, e := range k.entries {
		if e.Kind == LeftOut {
			continue
		}
		e.values = &table.Column{Field: table.Field{Name: e.Name, Type: e.Type, Layout: e.Layout}}
		columns[e.Name], order = e.values, append(order, e.values)
	}
	for i := range x {
		r := &row{x: x[i]}
		if condition != nil {
			r.c = condition[i]
		}
		if err := k.decode(r); err != nil {
			return nil, err
		}
	}
	return table.New(order...)
}

func (k *coder) check(x, condition [][]float64) error {
	if len(condition) != len(x) && (k.c > 0 || condition != nil) {
		return errors.Wrapf(ErrShape, "%d conditions for %d vectors", len(condition), len(x))
	}
	for i := range x {
		if len(x[i]) != k.x {
			return errors.Wrapf(ErrShape, "vector %d has %d entries, want %d", i, len(x[i]), k.x)
		}
		if condition != nil && len(condition[i]) != k.c {
			return errors.Wrapf(ErrShape, "condition %d has %d entries, want %d", i, len(condition[i]), k.c)
		}
	}
	return nil
}

// decode adds a row to all columns; duplicates come after the columns that they equal.
func (k *coder) decode(r *row) error {
	for _, e := range k.entries {
		switch {
		case e.Kind == Category:
			e.decodeCategory(r)
		case e.isNumeric():
			e.decodeNumber(r)
		case e.Kind == Constant && !e.appendText(e.Value):
			return errors.Wrapf(ErrSettings, "column %q: constant %q", e.Name, e.Value)
		}
	}
	for _, e := range k.entries {
		if e.Kind == Duplicate {
			e.decodeDuplicate()
		}
	}
	return nil
}

func (e *entry) decodeNumber(r *row) {
	if e.mask >= 0 && r.c[e.mask] > 0.5 {
		e.values.AppendMissing()
		return
	}
	v := e.within(e.decoded(r))
	switch {
	case math.IsNaN(v):
		e.values.AppendMissing()
	case e.Kind == Date:
		e.values.AppendDate(e.written(v, e.resolution))
	case e.Type == table.Integer:
		e.values.AppendNumber(math.Round(v))
	case e.Type == table.Bool:
		e.values.AppendBool(v >= 0.5)
	default:
		e.values.AppendNumber(v)
	}
}

// decoded is the number of an entry, on its grid.
func (e *entry) decoded(r *row) float64 {
	if e.Role != Variable {
		return e.given(r.c[e.c])
	}
	v := e.backward(r.x[e.x])
	switch {
	case e.Cell != nil:
		return e.Cell.round(v)
	case e.Type == table.Integer:
		return math.Round(v)
	}
	return v
}

// given is the number that a condition was made of: of those with its code, one on the grid, or else one with the fewest
// digits. They differ by rounding errors alone, so that one of fewer digits than these leave is that of as many. Beside 0 they
// are all digits.
func (e *entry) given(code float64) float64 {
	v := e.backward(float64(code*e.Spread) + e.Mean)
	hasCode := func(v float64) bool {
		x, _ := e.forward(v)
		return (x-e.Mean)/e.Spread == code
	}
	digits, apart := 1, 2e-12*(math.Abs(v)+math.Abs(e.Mean)+math.Abs(e.Low)+math.Abs(e.High))
	if e.Cell != nil {
		if near := e.Cell.round(v); math.Abs(near-v) <= apart {
			return near
		}
	}
	if hasCode(0) {
		return 0
	}
	if sure := elementary.Log10(math.Abs(v) / apart); sure > 1 {
		digits = int(sure)
	}
	for ; digits < 17; digits++ {
		short, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', digits, 64), 64)
		if err == nil && hasCode(short) {
			return short
		}
	}
	return v
}

// written is the date that a sample has: that of a number of days, or the next one within the bounds, if what the layout
// writes of it is outside.
func (c *Column) written(days float64, resolution time.Duration) time.Time {
	t := c.date(days, resolution)
	if v, _ := c.since(t); c.inside(v) {
		return t
	}
	for _, next := range []time.Time{t.Add(resolution), t.Add(-resolution)} {
		if v, ok := c.since(next); ok && c.inside(v) {
			return next
		}
	}
	return t
}

func (e *entry) decodeCategory(r *row) {
	best := 0
	switch {
	case e.Role != Variable:
		best = largest(r.c[e.c : e.c+e.levels()])
	case e.Shares == nil:
		best = largest(r.x[e.x : e.x+e.levels()])
	default:
		best = winner(r.x[e.x:e.x+e.levels()], e.Shares)
	}
	if best == len(e.Levels) || !e.appendText(e.Levels[best]) {
		e.values.AppendMissing()
	}
}

// largest is the index of the largest entry, the first of several; 0 without entries.
func largest(entries []float64) (best int) {
	for k, v := range entries {
		if v > entries[best] {
			best = k
		}
	}
	return best
}

// appendText adds a value that the schema holds as text.
func (e *entry) appendText(text string) (ok bool) {
	if e.Type == table.Text {
		e.values.AppendText(text)
		return true
	}
	one := &table.Column{Field: table.Field{Type: table.Text}}
	one.AppendText(text)
	return e.values.AppendConverted(one, 0)
}

func (e *entry) decodeDuplicate() {
	i := e.values.Len()
	if !e.values.AppendConverted(e.like.values, i) {
		e.values.AppendMissing()
	}
}
