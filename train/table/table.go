package table

import (
	"github.com/pkg/errors"
)

// A Table is columns of one length in memory: a whole table, or a batch of one.
type Table struct {
	Columns []*Column
	Origin  Origin
}

// Origin is where a table's rows were read.
type Origin struct {
	File  string
	First int64   // rows of the file before the first one here
	Group int     // row group or record batch of them, from 1; 0 where the file has none
	Lines []int64 // the line of each row, from 1; nil where the file has none
}

// New is a table of the columns. ErrSameColumn and ErrLength tell what is wrong with them.
func New(columns ...*Column) (*Table, error) {
	t := &Table{Columns: columns}
	if err := checkNames(t.Fields()); err != nil {
		return nil, err
	}
	for _, c := range columns {
		if c.Len() != t.Rows() {
			return nil, errors.Wrapf(ErrLength, "%q has %d rows, %q has %d", c.Name, c.Len(), columns[0].Name, t.Rows())
		}
	}
	return t, nil
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
	if len(t.Columns) == 0 {
		return 0
	}
	return t.Columns[0].Len()
}

// Fields are names and types of the columns.
func (t *Table) Fields() []Field {
	fields := make([]Field, len(t.Columns))
	for j, c := range t.Columns {
		fields[j] = c.Field
	}
	return fields
}

// Column finds a column by its name; a ColumnError if there is none.
func (t *Table) Column(name string) (*Column, error) {
	for _, c := range t.Columns {
		if c.Name == name {
			return c, nil
		}
	}
	return nil, errors.WithStack(&ColumnError{Column: name, Have: namesOf(t.Fields()), Cause: ErrNoColumn})
}

// Place is where row i was read.
func (t *Table) Place(i int) Place {
	p := Place{File: t.Origin.File, Row: t.Origin.First + int64(i) + 1, Group: t.Origin.Group}
	if i < len(t.Origin.Lines) {
		p.Line = t.Origin.Lines[i]
	}
	return p
}

// Reset makes t an empty table of the fields, in the memory it has if they are the ones it had.
func (t *Table) Reset(fields []Field) {
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

// Append adds the rows of a table of the same fields.
func (t *Table) Append(rows *Table) {
	for j, c := range rows.Columns {
		to := t.Columns[j]
		to.Numbers, to.Texts = append(to.Numbers, c.Numbers...), append(to.Texts, c.Texts...)
		to.Dates, to.Missing = append(to.Dates, c.Dates...), append(to.Missing, c.Missing...)
	}
	t.Origin.Lines = append(t.Origin.Lines, rows.Origin.Lines...)
}

// Fits refuses a table of other columns than a writer's.
func (t *Table) Fits(fields []Field) error {
	if len(t.Columns) != len(fields) {
		return errors.Wrapf(ErrLength, "%d columns for a file of %d", len(t.Columns), len(fields))
	}
	for j, c := range t.Columns {
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
