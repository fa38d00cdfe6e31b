// Kinds of columns are found, can be set, and survive JSON.

package schema_test

import (
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
)

// read is a table of a text.
func read(t testing.TB, text string) *table.Table {
	t.Helper()
	r, err := table.NewReader(strings.NewReader(text), "mine.csv", nil)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := table.ReadRest(r)
	if err != nil {
		t.Fatal(err)
	}
	return whole
}

func newTable(t testing.TB, columns ...*table.Column) *table.Table {
	t.Helper()
	rows, err := table.New(columns...)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func newSchema(t testing.TB, rows *table.Table, s *schema.Settings, set ...string) *schema.Schema {
	t.Helper()
	out, err := schema.New(rows, s)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(set); i += 2 {
		if err := out.Set(set[i], set[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Fit(rows); err != nil {
		t.Fatal(err)
	}
	return out
}

// thereAndBack are the vectors of rows, and what is decoded from them.
func thereAndBack(t testing.TB, s *schema.Schema, rows *table.Table, seed uint64) (vectors *schema.Encoded, back *table.Table) {
	t.Helper()
	vectors, err := s.Encode(rows, seed)
	if err != nil {
		t.Fatal(err)
	}
	if back, err = s.Decode(vectors.X, vectors.Condition); err != nil {
		t.Fatal(err)
	}
	return vectors, back
}

// irregular numbers are on no grid.
func irregular(n int, f func(u float64) float64) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = f(math.Mod(float64(i+1)*math.Phi, 1))
	}
	return out
}

func TestKindsAreFound(t *testing.T) {
	noise := irregular(200, func(u float64) float64 { return u - 0.5 })
	column := func(f func(i int) float64) []float64 {
		out := make([]float64, 200)
		for i := range out {
			out[i] = f(i)
		}
		return out
	}
	cases := []struct {
		values []float64
		want   string
	}{
		{noise, "number"},
		{irregular(200, func(u float64) float64 { return math.Exp(8 * u) }), "number, log above 0"},
		{irregular(200, func(u float64) float64 { return -math.Log(u) }), "number"},
		{irregular(200, func(u float64) float64 { // a long tail above, and a longer one of the logarithm below
			return map[bool]float64{true: 1e-9 * (u + 1), false: 100 + u}[u < 0.02] + map[bool]float64{true: 900}[u > 0.96]
		}), "number"},
		{column(func(i int) float64 { return float64(i % 7) }), "number, rounded to 1"},
		{column(func(i int) float64 { return float64(i%7) / 10 }), "number, rounded to 0.1"},
		{column(func(i int) float64 { return 100 - float64(i%17)*2.5 }), "number, rounded to 2.5"},
		{column(func(i int) float64 { return 100 - float64(i%7)*2.5 }), "number, rounded to 2.5"},
		{column(func(i int) float64 { return float64(float32(i%7) / 10) }), "number, rounded to 0.1"},
		{column(func(i int) float64 { return float64(i%18) / 16 }), "number, rounded to 0.0625"},
		{column(func(i int) float64 { return 1600000000 + float64(i*i*977) }), "number"},   // times are rounded far below their distances
		{column(func(i int) float64 { return float64(i%3) * 10 }), "number, rounded to 1"}, // three values are tens by chance
		{column(func(i int) float64 { return 4 }), "constant, left out"},
		{column(func(i int) float64 { return math.NaN() }), "left out"},
	}
	for _, c := range cases {
		rows := newTable(t, table.NewNumbers("x", c.values...), table.NewNumbers("noise", irregular(200, math.Sqrt)...))
		s := newSchema(t, rows, &schema.Settings{Missing: schema.Drop})
		if line := strings.Split(s.String(), "\n")[1]; !strings.Contains(line+" ", "x       "+c.want+"  ") && !strings.Contains(line+" ", "  "+c.want+"  ") {
			t.Errorf("%v: %q, want %s", c.values[:5], line, c.want)
		}
	}
	seventeenths := newTable(t, table.NewNumbers("x", column(func(i int) float64 { return float64(i*i%18)/17 - 0.3 })...))
	s := newSchema(t, seventeenths, nil)
	if c := s.Columns[0].Cell; c == nil || math.Abs(c.Width-1./17) > 1e-12 {
		t.Errorf("seventeenths have the cell %v, want a width of 1/17", c)
	}
}

func TestDatesTextsAndDuplicates(t *testing.T) {
	text := "day,when,city,same,flag,note\n"
	for i := range 60 {
		text += strings.Join([]string{
			time.Date(2024, 1, 1+i, 0, 0, 0, 0, time.UTC).Format("2006-01-02"),
			time.Date(2024, 1, 1, 0, 0, 5*i, 0, time.UTC).Format("2006-01-02 15:04:05"),
			[]string{"Bonn", "Köln", "Kiel"}[i%3], []string{"Bonn", "Köln", "Kiel"}[i%3], "yes", strings.Repeat("n", i+1)}, ",") + "\n"
	}
	s := newSchema(t, read(t, text), &schema.Settings{MaxLevels: 10})
	want := []string{"date, rounded to a day  ", "date, rounded to 5 seconds  ", "category, class", "duplicate of city, left out", "constant, left out", "left out"}
	for j, w := range want {
		if line := strings.Split(s.String(), "\n")[j+1]; !strings.Contains(line, w) {
			t.Errorf("%q, want %s", line, w)
		}
	}
	if !strings.Contains(s.String(), "log p is the logarithm of a probability of the cell or category of day, when, city\n") {
		t.Errorf("%s, want a probability of day, when and city", s)
	}
}

// TestMaskedIsGiven: that a number is missing is a condition, and the text says so; that a class is missing is a level of it.
func TestMaskedIsGiven(t *testing.T) {
	rows := read(t, "x,y,d,c\n1.5,1,2024-01-01,a\n2.25,3,2024-02-01,b\n,2,2024-02-03,\n0.125,,2024-03-07,a\n")
	for words, want := range map[string]string{"variable": ", given which values of x, y are missing", "condition": ", given x, and which values of y are missing"} {
		s := newSchema(t, rows, &schema.Settings{Missing: schema.Mask}, "x", words)
		last := strings.TrimSpace(s.String())
		last = last[strings.LastIndex(last, "\n")+1:]
		if !strings.HasSuffix(last, want) {
			t.Errorf("%s: %q, want %q at its end", words, last, want)
		}
	}
}

// TestJSON: a schema survives JSON, and encodes as before.
func TestJSON(t *testing.T) {
	rows := read(t, "x,d,c\n1.5,2024-01-01,a\n2.25,2024-02-01,b\n,2024-02-03,a\n")
	s := newSchema(t, rows, &schema.Settings{Missing: schema.Mask}, "d", "condition cyclic:week")
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var back schema.Schema
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(s, &back) {
		t.Errorf("got %v of %s, want %v", &back, text, s)
	}
	a, err := s.Encode(rows, 1)
	if err != nil {
		t.Fatal(err)
	}
	b, err := back.Encode(rows, 1)
	if err != nil || !reflect.DeepEqual(a, b) {
		t.Errorf("got %v, %v, want %v", b, err, a)
	}
}

// TestNewRefuses settings that have no meaning.
func TestNewRefuses(t *testing.T) {
	for _, settings := range []schema.Settings{{MaxLevels: -1}, {Missing: "never"}} {
		if _, err := schema.New(read(t, "x\n1.5\n2.5\n"), &settings); !errors.Is(err, schema.ErrSettings) {
			t.Errorf("%+v: got %v, want ErrSettings", settings, err)
		}
	}
}

func TestSetRefuses(t *testing.T) {
	rows := read(t, "x,d,c,one\n1.5,2024-01-01,a,\n0,2024-02-01,b,\n")
	s := newSchema(t, rows, nil)
	before := s.String()
	for _, c := range [][2]string{{"x", "log"}, {"x", "log:a"}, {"x", "logit:0:1"}, {"x", "logit:3:1"}, {"x", "logit"}, {"x", "log:1:2"}, {"x", "class"},
		{"x", "cyclic:day"}, {"x", "date"}, {"x", "missing=never"}, {"x", "rounded:0"}, {"x", "rounded"}, {"x", "nonsense"}, {"x", "variable:1"},
		{"d", "rounded:0.5"}, {"d", "cyclic:moon"}, {"d", "cyclic:week variable"}, {"d", "class"}, {"c", "number"}, {"x", "continuous log:0"}, {"x", "continuous logit:0:1.5"},
		{"one", "class"}, {"one", "condition"}, {"one", "missing=drop"}, {"c", "leftout class"},
		{"c", "log"}, {"c", "logit:0:1"}, {"c", "rounded:1"}, {"c", "cyclic:day"}, {"c", "condition cyclic:day"}, {"x", "leftout log"}, {"x", "category rounded:1"}, {"one", "rounded:1"}} {
		if err := s.Set(c[0], c[1]); !errors.Is(err, schema.ErrSettings) {
			t.Errorf("%v: got %v, want ErrSettings", c, err)
		}
	}
	for word, want := range map[string]string{"logit": `"logit", want logit:LOW:HIGH: `, "cyclic:moon": "want cyclic:day, cyclic:week, cyclic:year: ", "cyclic:day": "cyclic features of a number; they are for dates", "nonsense": "want number, date, "} {
		if err := s.Set("x", word); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", word, err, want)
		}
	}
	if err := s.Set("y", "log"); !errors.Is(err, table.ErrNoColumn) {
		t.Errorf("got %v, want ErrNoColumn", err)
	}
	if s.String() != before {
		t.Errorf("what was refused changed the schema:\n%s", s)
	}
}

// TestCellsOfWhatIsWritten: several cells for one integer would give it the probability of one of them.
func TestCellsOfWhatIsWritten(t *testing.T) {
	n := &table.Column{Field: table.Field{Name: "n", Type: table.Integer}}
	for i := range 30 {
		n.AppendInteger(int64(i * i % 17))
	}
	s := newSchema(t, newTable(t, n), nil)
	for words, ok := range map[string]bool{"rounded:0.1": false, "rounded:1": true, "rounded:2": true} {
		if err := s.Set("n", words); (err == nil) != ok || err != nil && !strings.Contains(err.Error(), "cells of 0.1 are narrower than its values, which are integers") {
			t.Errorf("%s: %v", words, err)
		}
	}
}

func TestChangesNeedFit(t *testing.T) {
	rows := read(t, "x,n\n1.5,1\n2.25,2\n")
	s := newSchema(t, rows, nil)
	if err := s.Set("n", "category"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Encode(rows, 0); !errors.Is(err, schema.ErrNotFitted) {
		t.Errorf("got %v, want ErrNotFitted", err)
	}
	if err := s.Fit(rows); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Encode(rows, 0); err != nil || len(got.Condition[0]) != 2 {
		t.Errorf("got %v, %v, want conditions of two classes", got, err)
	}
}

func TestTwoColumnsOfOneName(t *testing.T) {
	s := newSchema(t, read(t, "x,y\n1.5,1\n2.25,2\n"), nil)
	s.Columns[1].Name = "x"
	if err := s.Validate(); !errors.Is(err, table.ErrSameColumn) {
		t.Errorf("Validate: got %v, want ErrSameColumn", err)
	}
	if _, err := s.Encode(read(t, "x\n1\n2"), 0); !errors.Is(err, table.ErrSameColumn) {
		t.Errorf("Encode: got %v, want ErrSameColumn", err)
	}
}

// TestShowsLineBreaks: names and values with line breaks and tabs stay on the line of their column.
func TestShowsLineBreaks(t *testing.T) {
	rows := read(t, "\"height\nin m\",\"kind\tof\"\n1.5,\"a\nb\"\n2.25,c\n3.75,c\n")
	s := newSchema(t, rows, nil)
	if text := s.String(); strings.Count(text, "\n") != 4 || !strings.Contains(text, `height\nin m  number`) || !strings.Contains(text, `2 levels: a\nb, c`) {
		t.Errorf("%s, want four lines with escaped breaks", text)
	}
}
