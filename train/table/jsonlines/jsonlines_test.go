// JSON lines: round trips, missing names, errors.

package jsonlines_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/internal/tabletest"
	_ "github.com/gorgoflow/gorgoflow/train/table/jsonlines"
)

// TestRoundTrip: integers are asked for, since JSON has numbers alone. Dates keep their layout.
func TestRoundTrip(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.jsonl")
	tabletest.Keeps(t, path)
	want := tabletest.Kinds()
	tabletest.Write(t, path, want)
	got, err := table.ReadFile(path, &table.Options{Types: map[string]table.Type{"integer": table.Integer}})
	if err != nil {
		t.Fatal(err)
	}
	for j, c := range want.Columns {
		if got.Columns[j].Type != c.Type || got.Columns[j].Name != c.Name {
			t.Errorf("got %v, want %v", got.Columns[j].Field, c.Field)
			continue
		}
		for i := range c.Len() {
			if got.Columns[j].Missing[i] != c.Missing[i] || got.Columns[j].Format(i) != c.Format(i) {
				t.Errorf("%s, row %d: got %q, want %q", c.Name, i, got.Columns[j].Format(i), c.Format(i))
			}
		}
	}
}

// read is the table of a text in a file.
func read(t *testing.T, text string, columns ...string) (*table.Table, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "mine.json")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return table.ReadFile(path, &table.Options{Columns: columns})
}

func TestNamesMayBeMissing(t *testing.T) {
	got, err := read(t, "{\"x\": 1}\n\n {\"y\": \"a\", \"x\": null}\r\n{\"y\": \"b\", \"x\": -2e-1}")
	if err != nil {
		t.Fatal(err)
	}
	x, y := got.Columns[0], got.Columns[1]
	if x.Format(0)+x.Format(1)+x.Format(2) != "1-0.2" || y.Format(0)+y.Format(1)+y.Format(2) != "ab" || !y.Missing[0] || !x.Missing[1] {
		t.Errorf("got %v, %v, want 1, missing, -0.2 and missing, a, b", x, y)
	}
	if got.Place(1).Line != 3 {
		t.Errorf("row 2 is at %v, want line 3", got.Place(1))
	}
}

// TestByteOrderMark: a mark before the first object is no part of it.
func TestByteOrderMark(t *testing.T) {
	got, err := read(t, "\ufeff{\"x\": 1}\n{\"x\": 2}\n")
	if err != nil || got.Columns[0].Name != "x" || got.Rows() != 2 {
		t.Errorf("%v, %v, want two rows of x", got, err)
	}
}

func TestErrors(t *testing.T) {
	many := strings.Repeat("{\"x\": 1}\n", 1000)
	for text, want := range map[string]string{
		"{\"x\": 1}\n{\"x\": \"one\"}":                `line 2, column "x": "\"one\"" is not a finite number`,
		"{\"x\": 1}\n{\"x\": 1e999}":                  `line 2, column "x": "1e999"`,
		"{\"x\": 1}\n{\"x\": 9007199254740993}":       `"9007199254740993" is not a finite number; of at most 53 bits`,
		"{\"x\": 1}\n{\"x\": 2, \"x\": 3}":            `line 2, column "x"`,
		"{\"x\": 1}\n{\"x\": 2":                       "line 2: \"{\\\"x\\\": 2\" is not an object: EOF",
		"{\"x\": 1}\n{\"x\": 2} {}":                   "something follows",
		"{\"x\": 1}\n[1]":                             `line 2: "[1]" is not an object: want one a line`,
		"{\"x\": NaN}\n{\"x\": 1}":                    "write null for a missing value",
		"{\"x\": 1}\n{\"x\":-Infinity}":               "write null for a missing value",
		many + "{\"y\": 2}":                           `line 1001, column "y"`,
		"{\"x\": true}\n{\"x\": 1}":                   "true or false",
		"{\"d\": \"2024-01-02\"}\n{\"d\": \"today\"}": `column "d": "\"today\"" is not a date`,
	} {
		_, err := read(t, text)
		var field *table.FieldError
		if !errors.As(err, &field) || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: got %v, want %s", text, err, want)
		}
	}
	var column *table.ColumnError
	if _, err := read(t, "{\"x\": 1, \"l\": [1]}"); !errors.Is(err, table.ErrColumnType) || !errors.As(err, &column) || !slices.Equal(column.Have, []string{"x", "l"}) {
		t.Errorf("got %v, want ErrColumnType", err)
	}
	for _, whole := range []string{"{\"x\": {\"0\": 1}, \"y\": {\"0\": 2}}\n", "{\"columns\": [\"x\"], \"index\": [0], \"data\": [[1]]}", "{\"x\": [1, 2]}\n\n"} {
		if _, err := read(t, whole); !errors.Is(err, table.ErrFormat) || !strings.Contains(err.Error(), "an object a line") {
			t.Errorf("%q: got %v, want that it is JSON, not JSON lines", whole, err)
		}
	}
	if _, err := read(t, "{\"x\": [1]}\n{\"x\": [2]}\n"); !errors.Is(err, table.ErrColumnType) {
		t.Errorf("lines of lists: got %v, want ErrColumnType", err)
	}
	if got, err := read(t, "{\"x\": 1, \"l\": [1]}\n{\"x\": 2, \"z\": 1}", "x"); err != nil || got.Rows() != 2 {
		t.Errorf("got %v, %v, want two rows", got, err)
	}
	if _, err := read(t, "{}\n{}"); err == nil {
		t.Error("objects without names are a table")
	}
}
