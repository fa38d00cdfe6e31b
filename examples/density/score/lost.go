// Rows that cannot be scored because a value is missing or unreadable.

package score

import (
	"fmt"
	"math"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
	"github.com/pkg/errors"
)

// lost is the reason by the row of the file, from 1.
type lost map[int64]string

// add takes a reader's error about a value or a row.
func (l lost) add(err error) {
	var field *table.FieldError
	var row *table.RowError
	switch {
	case errors.As(err, &field):
		l[field.Row] = fmt.Sprintf("%s %q: not %s", field.Column, field.Text, field.Want)
	case errors.As(err, &row):
		l[row.Row] = fmt.Sprintf("%d fields, want %d", row.Fields, row.Want)
	}
}

// addMissing adds rows without a value in a column that always had one.
func (l lost) addMissing(batch *table.Table, s *schema.Schema) error {
	for _, column := range s.Columns {
		if column.Kind == schema.LeftOut || column.Missing != schema.Refuse {
			continue
		}
		values, err := batch.Column(column.Name)
		if err != nil {
			return err
		}
		for i, missing := range values.Missing {
			if row := batch.Place(i).Row; missing && l[row] == "" {
				l[row] = fmt.Sprintf("%s: %s", column.Name, schema.Missing)
			}
		}
	}
	return nil
}

// standIn gives these rows the values of a row that can be scored, so that the other rows keep their positions, on
// which the noise of rounded values depends. It is false if no row can be scored.
func (l lost) standIn(batch *table.Table) bool {
	is := func(i int) bool { return l[batch.Place(i).Row] != "" }
	sound := 0
	for sound < batch.Rows() && is(sound) {
		sound++
	}
	if sound == batch.Rows() {
		return false
	}
	for i := range batch.Rows() {
		if is(i) {
			copyRow(batch, i, sound)
		}
	}
	return true
}

// copyRow makes row i a copy of another row.
func copyRow(batch *table.Table, i, other int) {
	for _, c := range batch.Columns {
		c.Missing[i] = c.Missing[other]
		switch {
		case c.Numbers != nil:
			c.Numbers[i] = c.Numbers[other]
		case c.Texts != nil:
			c.Texts[i] = c.Texts[other]
		case c.Dates != nil:
			c.Dates[i] = c.Dates[other]
		}
	}
}

// mark makes the scores of these rows NaN and their reasons the flags.
func (l lost) mark(batch *table.Table, s *Scores) {
	for i := range s.LogProb {
		if why := l[batch.Place(i).Row]; why != "" {
			s.LogProb[i], s.Rank[i], s.Flag[i] = math.NaN(), math.NaN(), why
		}
	}
}
