// The rows of a query, the first of them read ahead to find the types.

package sqltable

import (
	"database/sql"
	"fmt"
	"io"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/pkg/errors"
)

// sampleRows is the number of rows whose values decide types that the database does not declare.
const sampleRows = 100

// reader reads a query's rows, of which the first are read ahead.
type reader struct {
	rows    *sql.Rows
	fields  []table.Field
	chosen  []int // by column of the table: its column of the query
	ahead   [][]any
	values  []any // of the current row
	targets []any // pointers to them
	read    int64
}

// start chooses the columns and their types.
func (r *reader) start(o *table.Options) error {
	columns, err := r.rows.ColumnTypes()
	if err != nil {
		return errors.Wrap(err, "table: query")
	}
	names := make([]string, len(columns))
	r.values, r.targets = make([]any, len(columns)), make([]any, len(columns))
	for j, c := range columns {
		names[j], r.targets[j] = c.Name(), &r.values[j]
	}
	if r.chosen, err = o.Choose(names); err != nil {
		return err
	}
	if err := r.look(); err != nil {
		return err
	}
	for _, j := range r.chosen {
		r.fields = append(r.fields, table.Field{Name: names[j], Type: r.typeOf(columns[j].DatabaseTypeName(), j)})
	}
	return nil
}

// look reads the first rows ahead.
func (r *reader) look() error {
	for len(r.ahead) < sampleRows && r.rows.Next() {
		if err := r.rows.Scan(r.targets...); err != nil {
			return errors.Wrapf(err, "table: query, row %d", len(r.ahead)+1)
		}
		r.ahead = append(r.ahead, append([]any(nil), r.values...))
	}
	return errors.Wrap(r.rows.Err(), "table: query")
}

// typeOf is the declared type, else that of the first values.
func (r *reader) typeOf(declared string, j int) table.Type {
	if t, ok := declaredType(declared); ok {
		return t
	}
	found, known := table.Number, false
	for _, row := range r.ahead {
		t, ok := valueType(row[j])
		switch {
		case !ok:
		case !known:
			found, known = t, true
		case found == table.Integer && t == table.Number:
			found = t
		}
	}
	return found
}

func (r *reader) Fields() []table.Field { return r.fields }
func (r *reader) Notes() []string       { return []string{fmt.Sprintf("query of %d columns", len(r.values))} }
func (r *reader) Close() error          { return errors.WithStack(r.rows.Close()) }

func (r *reader) Read(batch *table.Table, n int) error {
	batch.Reset(r.fields)
	batch.Origin.File, batch.Origin.First = "query", r.read
	for batch.Rows() < n {
		ok, err := r.next()
		if err != nil {
			return errors.Wrapf(err, "table: %v", batch.Place(batch.Rows()))
		}
		if !ok {
			break
		}
		if err := r.add(batch); err != nil {
			return err
		}
	}
	if r.read += int64(batch.Rows()); batch.Rows() == 0 {
		return io.EOF
	}
	return nil
}

// next reads the next row into values.
func (r *reader) next() (ok bool, err error) {
	if len(r.ahead) > 0 {
		copy(r.values, r.ahead[0])
		r.ahead = r.ahead[1:]
		return true, nil
	}
	if !r.rows.Next() {
		return false, r.rows.Err()
	}
	return true, r.rows.Scan(r.targets...)
}

func (r *reader) add(batch *table.Table) error {
	place := batch.Place(batch.Rows())
	for i, j := range r.chosen {
		if to := batch.Columns[i]; !add(to, r.values[j]) {
			return errors.WithStack(&table.FieldError{Place: place, Column: to.Name, Text: show(r.values[j]), Want: to.Want()})
		}
	}
	return nil
}
