// Queries of a database that the test makes up: types, values that are not of their column's type, errors.

package sqltable_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/sqltable"
)

// answer is a database that answers every query with the same rows.
type answer struct {
	names, types []string
	rows         [][]driver.Value
}

func (a *answer) Connect(context.Context) (driver.Conn, error) { return a, nil }
func (a *answer) Driver() driver.Driver                        { return nil }
func (a *answer) Prepare(string) (driver.Stmt, error)          { return nil, driver.ErrSkip }
func (a *answer) Begin() (driver.Tx, error)                    { return nil, driver.ErrSkip }
func (a *answer) Close() error                                 { return nil }

func (a *answer) QueryContext(context.Context, string, []driver.NamedValue) (driver.Rows, error) {
	return &answered{answer: a}, nil
}

// answered goes through the rows of an answer.
type answered struct {
	*answer
	next int
}

func (r *answered) Columns() []string                       { return r.names }
func (r *answered) ColumnTypeDatabaseTypeName(j int) string { return r.types[j] }

func (r *answered) Next(dst []driver.Value) error {
	if r.next == len(r.rows) {
		return io.EOF
	}
	copy(dst, r.rows[r.next])
	r.next++
	return nil
}

// show is a table in one line.
func show(t *table.Table) string {
	var out []string
	for _, c := range t.Columns {
		text := c.Name + ":" + c.Type.String()
		for i := range c.Len() {
			text += "|" + c.Format(i)
		}
		out = append(out, text)
	}
	return strings.Join(out, " ")
}

func read(t *testing.T, a *answer) (*table.Table, error) {
	t.Helper()
	db := sql.OpenDB(a)
	t.Cleanup(func() { db.Close() })
	return table.ReadAll(sqltable.New(t.Context(), db, "SELECT"))
}

// TestTypes: columns have the types that the database declares, or else those of their first values. NULL is a missing
// value.
func TestTypes(t *testing.T) {
	day := time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)
	got, err := read(t, &answer{[]string{"i", "x", "t", "b", "d", "s"}, []string{"INTEGER", "REAL", "TEXT", "BOOLEAN", "DATE", ""}, [][]driver.Value{
		{int64(1), 0.5, "größe", true, day, int64(2)}, {nil, nil, nil, nil, nil, 2.5}}})
	if err != nil {
		t.Fatal(err)
	}
	if want := "i:integer|1| x:number|0.5| t:text|größe| b:bool|true| d:date|2024-02-29T00:00:00Z| s:number|2|2.5"; show(got) != want {
		t.Errorf("got %s\nwant %s", show(got), want)
	}
}

// TestNumbersOfAnySize: columns that no type is declared for are of numbers whatever the size is that a driver has them in.
func TestNumbersOfAnySize(t *testing.T) {
	for want, values := range map[string][]driver.Value{
		"x:integer|5|-4|3|2|1|9": {int32(5), int16(-4), int8(3), int(2), int64(1), uint64(9)}, "x:integer|5|4|3|2": {uint32(5), uint16(4), uint8(3), uint(2)},
		"x:number|0.5|0.25": {float32(0.5), 0.25}, "x:number|3|0.25": {int32(3), float32(0.25)},
	} {
		a := &answer{names: []string{"x"}, types: []string{""}}
		for _, v := range values {
			a.rows = append(a.rows, []driver.Value{v})
		}
		if got, err := read(t, a); err != nil || show(got) != want {
			t.Errorf("%v: %v, %v, want %s", values, got, err, want)
		}
	}
}

// TestTypesMadeOfOthers: lists and ranges of numbers or dates are texts.
func TestTypesMadeOfOthers(t *testing.T) {
	for _, declared := range []string{"_INT4", "INT4RANGE", "daterange", "INTEGER[]", "Array(UInt8)", "ARRAY<DATE>", "MAP(VARCHAR, INTEGER)", "STRUCT(d DATE)", "Tuple(Int8, Date)"} {
		got, err := read(t, &answer{[]string{"x"}, []string{declared}, [][]driver.Value{{"[1,5)"}, {nil}}})
		if err != nil || show(got) != "x:text|[1,5)|" {
			t.Errorf("%s: %v, %v, want texts", declared, got, err)
		}
	}
}

// TestOtherValues: a value that is not of its column's type is named by its row and column, also behind the rows by which
// types are found.
func TestOtherValues(t *testing.T) {
	for value, declared := range map[driver.Value]string{"many": "REAL", 1.5: "INTEGER", int64(1<<53 + 1): "INTEGER", "12345678901234567890": "UNSIGNED BIGINT", "9007199254740993": "NUMERIC", 1e300: "BIGINT"} {
		a := &answer{names: []string{"x"}, types: []string{declared}}
		for range 299 {
			a.rows = append(a.rows, []driver.Value{int64(1)})
		}
		a.rows = append(a.rows, []driver.Value{value})
		var field *table.FieldError
		if _, err := read(t, a); !errors.As(err, &field) || field.Row != 300 || field.Column != "x" {
			t.Errorf("%v in a column of type %s: %v, want a FieldError of row 300", value, declared, err)
		}
	}
	for want, a := range map[error]*answer{
		table.ErrSameColumn: {[]string{"i", "i"}, []string{"REAL", "REAL"}, [][]driver.Value{{1., 2.}}},
		table.ErrNoRows:     {[]string{"i"}, []string{"REAL"}, nil},
	} {
		if _, err := read(t, a); !errors.Is(err, want) {
			t.Errorf("got %v, want %v", err, want)
		}
	}
}
