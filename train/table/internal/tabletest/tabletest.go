// Package tabletest holds what tests of several formats share.
package tabletest

import (
	"bytes"
	"compress/gzip"
	"errors"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// Kinds is a table with a column of each type, with difficult values and missing ones.
func Kinds() *table.Table {
	i := table.NewNumbers("integer", 1600000042, -table.MaxInteger, math.NaN(), 0)
	i.Type = table.Integer
	b := table.NewNumbers("bool", 1, 0, math.NaN(), 1)
	b.Type = table.Bool
	texts := table.NewTexts("text, \"quoted\"", "a", "", "größe\n# 1")
	texts.AppendMissing()
	day := time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)
	days := table.NewDates("day", day, time.Time{}, day.AddDate(-100, 0, 0), day)
	days.Layout = "2006-01-02"
	times := table.NewDates("instant", day.Add(123456789), time.Time{}, day, day)
	t, err := table.New(table.NewNumbers("number", 0.1, math.NaN(), math.MaxFloat64, 5e-324), i, b, texts, days, times)
	if err != nil {
		panic(err) // names and lengths are written above
	}
	return t
}

// Long is a table of many rows: x is their index, y is noise, t repeats.
func Long(rows int) *table.Table {
	x, y, texts := table.NewNumbers("x"), table.NewNumbers("y"), table.NewTexts("t")
	for i := range rows {
		x.AppendNumber(float64(i))
		y.AppendNumber(math.Sin(float64(i * i)))
		texts.AppendText([]string{"a", "b", "c"}[i%3])
	}
	t, err := table.New(x, y, texts)
	if err != nil {
		panic(err) // names and lengths are written above
	}
	return t
}

// Write writes a table to a file, batch by batch.
func Write(t testing.TB, path string, rows *table.Table) {
	t.Helper()
	w, err := table.Create(path, rows.Fields())
	if err != nil {
		t.Fatal(err)
	}
	r, err := rows.Open()
	if err != nil {
		t.Fatal(err)
	}
	if err := table.Copy(w, r); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// RoundTrip writes a file in the format of its name, and reads it back by its content, plain and compressed.
func RoundTrip(t *testing.T, path string) {
	t.Helper()
	want := Kinds()
	Write(t, path, want)
	nameless := path + ".csv" // the name does not say the format
	if err := os.Rename(path, nameless); err != nil {
		t.Fatal(err)
	}
	compare(t, nameless, want)
	content, err := os.ReadFile(nameless)
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	zip.Write(content)
	zip.Close()
	if err := os.WriteFile(nameless, packed.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	compare(t, nameless, want)
}

// Keeps tries to lose the rows of a file that is there: fields that are refused leave them, a writer keeps its fields, and
// one that is closed takes no more rows.
func Keeps(t *testing.T, path string) {
	t.Helper()
	rows := Long(5)
	Write(t, path, rows)
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, err = table.Create(path, []table.Field{{Name: "a"}, {Name: "b"}, {Name: "a"}})
	var column *table.ColumnError
	if !errors.As(err, &column) || column.Column != "a" || !slices.Equal(column.Have, []string{"a", "b", "a"}) {
		t.Errorf("%s: two columns of one name are %v, want a ColumnError", path, err)
	}
	if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s: %d bytes after fields that are refused, want the %d of before; %v", path, len(got), len(want), err)
	}
	fields := rows.Fields()
	w, err := table.Create(path, fields)
	if err != nil {
		t.Fatal(err)
	}
	clear(fields)
	if err := errors.Join(w.Write(rows), w.Close()); err != nil {
		t.Fatalf("%s, whose fields the caller has changed in their slice: %v", path, err)
	}
	if err := w.Write(rows); !errors.Is(err, os.ErrClosed) {
		t.Errorf("%s: rows after Close are %v, want os.ErrClosed", path, err)
	}
	if err := w.Close(); !errors.Is(err, os.ErrClosed) {
		t.Errorf("%s: a second Close is %v, want os.ErrClosed", path, err)
	}
}

// compare reads a file and compares it with a table, column by column.
func compare(t *testing.T, path string, want *table.Table) {
	t.Helper()
	got, err := table.ReadFile(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got.Fields(), want.Fields()) {
		t.Fatalf("got %v, want %v", got.Fields(), want.Fields())
	}
	for j, c := range want.Columns {
		for i := range c.Len() {
			if got.Columns[j].Missing[i] != c.Missing[i] || got.Columns[j].Format(i) != c.Format(i) {
				t.Errorf("%s, row %d: got %q, want %q", c.Name, i, got.Columns[j].Format(i), c.Format(i))
			}
		}
	}
}

// Cut cuts a file short at many offsets. Reading what is left must not panic, and often be an error.
func Cut(t *testing.T, path string) {
	t.Helper()
	damage(t, path, func(whole []byte, i int) []byte { return whole[:i] })
}

// Change changes a file's bytes one by one. Reading the file must not panic, and often be an error.
func Change(t *testing.T, path string) {
	t.Helper()
	damage(t, path, func(whole []byte, i int) []byte {
		changed := append([]byte(nil), whole...)
		changed[i] ^= 0xff
		return changed
	})
}

// damage reads a file that is damaged at many offsets. A format that noticed fewer than a third of the damages would not
// look at what it reads.
func damage(t *testing.T, path string, how func(whole []byte, i int) []byte) {
	t.Helper()
	Write(t, path, Kinds())
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	broken := filepath.Join(t.TempDir(), "broken")
	tries, errors := 0, 0
	for i := 0; i < len(whole); i += 1 + len(whole)/300 {
		if err := os.WriteFile(broken, how(whole, i), 0o600); err != nil {
			t.Fatal(err)
		}
		tries++
		if _, err := table.ReadFile(broken, nil); err != nil {
			errors++
		}
	}
	if errors < tries/3 {
		t.Errorf("%d of %d damages were seen, want a third at least", errors, tries)
	}
}
