package table_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/examples/internal/table"
)

func TestReadChoosesColumns(t *testing.T) {
	const text = "name,x,y,2\na,1,2,7\n# remark\n\nb,3,-4e1,8\n"
	cases := []struct {
		columns []string
		names   []string
		rows    [][]float64
	}{
		{[]string{"x", "y"}, []string{"x", "y"}, [][]float64{{1, 2}, {3, -40}}},
		{[]string{"Y", "2"}, []string{"y", "x"}, [][]float64{{2, 1}, {-40, 3}}}, // a number is a position
	}
	for _, c := range cases {
		got, err := table.Read(strings.NewReader(text), c.columns...)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got.Rows, c.rows) || !reflect.DeepEqual(got.Names, c.names) {
			t.Errorf("%v: got %v %v", c.columns, got.Names, got.Rows)
		}
	}
}

func TestReadWithoutHeadOrWithOtherSeparators(t *testing.T) {
	for _, text := range []string{"1,2\n3,4\n", "1;2\n3;4\n", "1\t2\n3\t4\n", "a, b\n1, 2\r\n3, 4", "\"a,\",b\n1,2\n3,4"} {
		got, err := table.Read(strings.NewReader(text))
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if want := [][]float64{{1, 2}, {3, 4}}; !reflect.DeepEqual(got.Rows, want) {
			t.Errorf("%q: got %v", text, got.Rows)
		}
	}
}

func TestBadRowsNameTheirLine(t *testing.T) {
	cases := []struct {
		text string
		want string
	}{
		{"x,y\n1,2\n3\n", "line 3 has 1 fields where the first line has 2"},
		{"x,y\n1,2\n\n3,4,5\n", "line 4 has 3 fields"},
		{"x,y\n1,2\n3,four\n", `line 3, y: "four" is not a finite number`},
		{"x,y\n1,NaN\n", `line 2, y: "NaN"`},
		{"1,2\n-Inf,2\n", `line 2, column 1: "-Inf"`},
		{"x,y\n1,\n", `line 2, y: ""`},
		{"x,y\n1,1e999\n", `line 2, y: "1e999"`},
	}
	for _, c := range cases {
		_, err := table.Read(strings.NewReader(c.text))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: got %v, want %q", c.text, err, c.want)
		}
	}
}

func TestErrorsHaveTypes(t *testing.T) {
	_, err := table.Read(strings.NewReader("x\n1\n\"q\n"), "x")
	if err == nil {
		t.Error("an open quote was accepted")
	}
	var field *table.FieldError
	if _, err = table.Read(strings.NewReader("x\n?\n")); !errors.As(err, &field) || field.Line != 2 {
		t.Errorf("got %v", err)
	}
	var row *table.RowError
	if _, err = table.Read(strings.NewReader("1,2\n1\n")); !errors.As(err, &row) || row.Line != 2 || row.Want != 2 {
		t.Errorf("got %v", err)
	}
	for _, text := range []string{"", "x,y\n", "\n\n# nothing\n"} {
		if _, err = table.Read(strings.NewReader(text)); !errors.Is(err, table.ErrNoRows) {
			t.Errorf("%q: got %v", text, err)
		}
	}
	for _, column := range []string{"z", "0", "3", "-1", ""} {
		if _, err = table.Read(strings.NewReader("x,y\n1,2\n"), column); !errors.Is(err, table.ErrNoColumn) {
			t.Errorf("column %q: got %v", column, err)
		}
	}
}

func TestOpenCompressed(t *testing.T) {
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	zip.Write([]byte("x,y\n1,2\n"))
	zip.Close()
	whole := filepath.Join(t.TempDir(), "whole.csv.gz")
	cut := filepath.Join(t.TempDir(), "cut.csv.gz")
	os.WriteFile(whole, packed.Bytes(), 0o600)
	os.WriteFile(cut, packed.Bytes()[:packed.Len()-6], 0o600)
	if got, err := table.Open(whole, "y"); err != nil || got.Rows[0][0] != 2 {
		t.Errorf("got %v, %v", got, err)
	}
	if _, err := table.Open(cut); err == nil || !strings.Contains(err.Error(), "cut.csv.gz") {
		t.Errorf("a file cut short gave %v", err)
	}
	if _, err := table.Open(filepath.Join(t.TempDir(), "none.csv")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}
