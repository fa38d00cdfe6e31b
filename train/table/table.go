// Tables in memory, with the origin of their rows.

package table

import (
	"github.com/pkg/errors"
)

// A Table is columns of one length in memory: a whole table, or a batch of one. A nil Table has no columns.
type Table struct {
	Columns []*Column
	Origin  Origin
}

// Origin says where in a file a table's rows stand.
type Origin struct {
	File  string
	First int64   // number of rows in the file before the first one here
	Group int     // number of their row group or record batch, from 1; 0 for a file without any
	Lines []int64 // line of each row, from 1; nil for a file without lines
}

// New returns a table of the columns. Two columns of one name are ErrSameColumn, different lengths ErrLength.
func New(columns ...*Column) (*Table, error) {
	t := &Table{Columns: columns}
	if err := checkNames(t.Fields()); err != nil {
		return nil, err
	}
	if err := t.check(); err != nil {
		return nil, err
	}
	return t, nil
}

// check refuses columns of different lengths, since a caller may have changed the columns.
func (t *Table) check() error {
	for j := range t.columns() {
		if err := t.checkColumn(j); err != nil {
			return err
		}
	}
	return nil
}

// checkColumn refuses a nil column, or one without a value for each row of the table.
func (t *Table) checkColumn(j int) error {
	c := t.Columns[j]
	switch {
	case c == nil:
		return errors.Wrapf(ErrSettings, "column %d is nil", j+1)
	case c.Len() != t.Rows():
		return errors.Wrapf(ErrLength, "%q has %d rows, %q has %d", c.Name, c.Len(), t.Columns[0].Name, t.Rows())
	case c.held() != c.Len():
		return errors.Wrapf(ErrLength, "%q of type %v has %d values of that type, and Missing of %d rows", c.Name, c.Type, c.held(), c.Len())
	}
	return nil
}

func (t *Table) columns() []*Column {
	if t == nil {
		return nil
	}
	return t.Columns
}

// checkNames refuses two columns of one name.
func checkNames(fields []Field) error {
	seen := make(map[string]bool, len(fields))
	for _, f := range fields {
		if seen[f.Name] {
			return errors.WithStack(&ColumnError{Column: f.Name, Have: namesOf(fields), Cause: ErrSameColumn})
		}
		seen[f.Name] = true
	}
	return nil
}

// Rows is the number of rows.
func (t *Table) Rows() int {
	if len(t.columns()) == 0 {
		return 0
	}
	return t.Columns[0].Len()
}

// Fields returns the names and types of the columns.
func (t *Table) Fields() []Field {
	fields := make([]Field, len(t.columns()))
	for j, c := range t.columns() {
		fields[j] = c.field()
	}
	return fields
}

// Column returns the column of a name. It returns a ColumnError if there is none, ErrLength if it does not have a value
// for each row of the table.
func (t *Table) Column(name string) (*Column, error) {
	for j, c := range t.columns() {
		if c.field().Name == name {
			return c, t.checkColumn(j)
		}
	}
	return nil, errors.WithStack(&ColumnError{Column: name, Have: namesOf(t.Fields()), Cause: ErrNoColumn})
}

// Place returns where in the file row i stands.
func (t *Table) Place(i int) Place {
	if t == nil {
		return Place{Row: int64(i) + 1}
	}
	p := Place{File: t.Origin.File, Row: t.Origin.First + int64(i) + 1, Group: t.Origin.Group}
	if i >= 0 && i < len(t.Origin.Lines) {
		p.Line = t.Origin.Lines[i]
	}
	return p
}

// Reset makes t an empty table with the fields. It keeps its memory if it had the same fields before.
func (t *Table) Reset(fields []Field) {
	if t == nil {
		return
	}
	t.Origin = Origin{Lines: t.Origin.Lines[:0]}
	if len(t.Columns) != len(fields) {
		t.Columns = make([]*Column, len(fields))
	}
	for j, f := range fields {
		if t.Columns[j] == nil || t.Columns[j].Field != f {
			t.Columns[j] = &Column{Field: f}
		}
		t.Columns[j].clear()
	}
}

// Append adds the rows of a table with the same fields. It refuses other tables as Fits does.
func (t *Table) Append(rows *Table) error {
	if t == nil || rows == nil {
		return errors.Wrap(ErrSettings, "rows of a table that is nil, or for one that is")
	}
	if err := rows.Fits(t.Fields()); err != nil {
		return err
	}
	if err := t.check(); err != nil {
		return err
	}
	for j, c := range rows.Columns {
		to := t.Columns[j]
		to.Numbers, to.Texts = append(to.Numbers, c.Numbers...), append(to.Texts, c.Texts...)
		to.Dates, to.Missing = append(to.Dates, c.Dates...), append(to.Missing, c.Missing...)
	}
	t.Origin.Lines = append(t.Origin.Lines, rows.Origin.Lines...)
	return nil
}

// Fits refuses a table whose fields are not a writer's, and columns of different lengths.
func (t *Table) Fits(fields []Field) error {
	if len(t.columns()) != len(fields) {
		return errors.Wrapf(ErrLength, "%d columns for a file of %d", len(t.columns()), len(fields))
	}
	for j, c := range t.columns() {
		if err := t.checkColumn(j); err != nil {
			return err
		}
		if c.Name != fields[j].Name || c.Type != fields[j].Type {
			return errors.Wrapf(ErrSettings, "column %q of type %v where the file has %q of type %v", c.Name, c.Type, fields[j].Name, fields[j].Type)
		}
	}
	return nil
}

func namesOf(fields []Field) []string {
	names := make([]string, len(fields))
	for j, f := range fields {
		names[j] = f.Name
	}
	return names
}
