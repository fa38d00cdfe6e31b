// Duplicates, grids, integers and dates as columns of a schema.

package schema_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
)

// TestDuplicates: columns are duplicates only if all rows agree, missing values among them. Several pairs are told apart.
func TestDuplicates(t *testing.T) {
	a, b := irregular(50, math.Sqrt), irregular(50, math.Exp)
	gap, late := append([]float64(nil), a...), append([]float64(nil), b...)
	gap[7], late[49] = math.NaN(), 9.87654321
	i := table.NewNumbers("integer", 1, 2, 3)
	for len(i.Numbers) < 50 {
		i.AppendNumber(4)
	}
	n := table.NewNumbers("number", i.Numbers...)
	i.Type = table.Integer
	rows, err := table.New(table.NewNumbers("a", a...), table.NewNumbers("gap", gap...), table.NewNumbers("b", b...), i, table.NewNumbers("again", a...),
		table.NewNumbers("gap again", gap...), table.NewNumbers("late", late...), n, table.NewNumbers("b again", b...))
	if err != nil {
		t.Fatal(err)
	}
	s := newSchema(t, rows, &schema.Settings{Missing: schema.Mask})
	got := ""
	for _, c := range s.Columns {
		got += c.Of + ";"
	}
	if want := ";;;;a;gap;;integer;b;"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if vectors, err := s.Encode(rows, 0); err != nil || len(vectors.Others) > 0 {
		t.Errorf("others %v, error %v; want none", vectors.Others, err)
	}
}

// TestDuplicatesOfOtherLayouts: a date is equal in whatever layout, and so is a number in single precision. The cell of
// another value is not.
func TestDuplicatesOfOtherLayouts(t *testing.T) {
	rows := read(t, "x,a,b,y\n0.1,1969-12-30,30.12.1969,0.1\n0.7,1970-01-05,05.01.1970,0.7\n0.3,2024-02-29,29.02.2024,0.3\n")
	s := newSchema(t, rows, nil)
	if s.Columns[2].Of != "a" || s.Columns[3].Of != "x" {
		t.Fatal(s)
	}
	if vectors, err := s.Encode(rows, 0); err != nil || len(vectors.Others) > 0 {
		t.Errorf("others %v, error %v; want none", vectors.Others, err)
	}
	for i, v := range rows.Columns[3].Numbers {
		rows.Columns[3].Numbers[i] = float64(float32(v))
	}
	rows.Columns[2].Dates[1] = rows.Columns[2].Dates[1].AddDate(0, 0, 1)
	rows.Columns[3].Numbers[2] = 0.3000001
	vectors, err := s.Encode(rows, 0)
	if err != nil || len(vectors.Others) != 2 || vectors.Others[0].Column != "b" || vectors.Others[1].Column != "y" {
		t.Errorf("others %v, error %v; want b in the second row and y in the third", vectors.Others, err)
	}
}

// TestDuplicatesTakeWords: whichever of some equal columns is named, the words have an effect; the others stay copies,
// and a column that is left out is none of them.
func TestDuplicatesTakeWords(t *testing.T) {
	rows := read(t, "a,b,z,c\n1.5,1.5,3.25,1.5\n2.25,2.25,1.125,2.25\n4.125,4.125,2.5,4.125\n")
	for _, c := range []struct{ column, words, want string }{
		{"b", "condition", "duplicate of b,number condition,number variable,duplicate of b"},
		{"a", "leftout", "left out,number variable,number variable,duplicate of b"},
		{"c", "leftout", "number variable,duplicate of a,number variable,left out"},
		{"b", "number log:1", "number variable,number variable,number variable,duplicate of a"},
	} {
		s := newSchema(t, rows, nil, "a", "continuous", "z", "continuous", c.column, c.words)
		var got []string
		for _, c := range s.Columns {
			got = append(got, strings.TrimSpace(string(c.Kind)+" "+string(c.Role)+map[bool]string{true: "of " + c.Of}[c.Of != ""]))
		}
		if strings.Join(got, ",") != c.want {
			t.Errorf("%s %s: got %v, want %s", c.column, c.words, got, c.want)
		}
		vectors, err := s.Encode(rows, 0)
		if err != nil || len(vectors.Others) > 0 {
			t.Errorf("%s %s: others %v, error %v", c.column, c.words, vectors.Others, err)
		}
		if _, err := s.Decode(vectors.X, vectors.Condition); err != nil {
			t.Errorf("%s %s: %v", c.column, c.words, err)
		}
	}
}

// TestSkewedGridNearZero: the cell of the first value of a grid may go through 0. Then its logarithm cannot be taken.
func TestSkewedGridNearZero(t *testing.T) {
	v := table.NewNumbers("v")
	for k := range 60 {
		v.AppendNumber((10*(math.Floor(math.Exp(math.Pow(float64(k)/60, 3)*6.5))-1) + 1) / 10)
	}
	rows := newTable(t, v)
	s := newSchema(t, rows, nil)
	c := s.Columns[0]
	if c.Transform != schema.Identity || c.Cell == nil || c.Cell.Width != 1 || c.Cell.Offset != 0.1 {
		t.Errorf("%s, want cells of width 1 about 0.1 and no logarithm", s)
	}
}

// TestSuggestedLogarithmGivesWay: cells that a logarithm of New's own choice cannot have end it; one that is asked for
// is refused with them, and the words say that it is cells that reach to the bound.
func TestSuggestedLogarithmGivesWay(t *testing.T) {
	v := table.NewNumbers("v")
	for k := range 60 {
		v.AppendNumber(math.Floor(math.Exp(math.Pow(float64(k)/60, 3) * 6.5)))
	}
	rows := newTable(t, v)
	s := newSchema(t, rows, nil)
	if s.Columns[0].Transform != schema.Log || s.Columns[0].Low != 0.5 {
		t.Fatal(s)
	}
	if err := s.Set("v", "rounded:5 log"); err == nil || !strings.Contains(err.Error(), "cells") {
		t.Errorf("got %v, want an error about cells", err)
	}
	if err := s.Set("v", "continuous"); err != nil || s.Columns[0].Transform != schema.Log || s.Columns[0].Low != 0 {
		t.Errorf("%v, bound %v; want a logarithm above 0", err, s.Columns[0].Low)
	}
	if err := s.Set("v", "rounded:5"); err != nil || s.Columns[0].Transform != schema.Identity {
		t.Errorf("%v, transform %q; want none", err, s.Columns[0].Transform)
	}
}

// TestIntegersAreSampledAsIntegers: samples of integers that are taken for continuous numbers are integers still.
func TestIntegersAreSampledAsIntegers(t *testing.T) {
	v := table.NewNumbers("v")
	for k := range 50 {
		v.AppendNumber(float64(1_000_003 * k * k))
	}
	v.Type = table.Integer
	rows := newTable(t, v)
	s := newSchema(t, rows, nil, "v", "continuous")
	if got, err := s.Decode([][]float64{{1234.56}}, nil); err != nil || got.Columns[0].Numbers[0] != 1235 || got.Columns[0].Type != table.Integer {
		t.Errorf("got %v, %v, want the integer 1235", got, err)
	}
}

// TestRowsDoNotMix: a row that is left out leaves nothing in the vector of the next row.
func TestRowsDoNotMix(t *testing.T) {
	s := newSchema(t, read(t, "c,x\na,1.5\na,2.25\nb,3.125\n"), nil, "x", "continuous log:1")
	vectors, err := s.Encode(read(t, "c,x\na,1\nb,1.5\na,0.5\n"), 0)
	if err != nil || len(vectors.X) != 1 || vectors.Condition[0][0] != 0 || vectors.Condition[0][1] != 1 {
		t.Errorf("got %v, %v, want the second row alone, of class b", vectors, err)
	}
}

func TestDates(t *testing.T) {
	rows := read(t, "d\n1969-12-31 18:00:00\n1901-02-03 06:00:00\n2024-02-29 12:00:00\n")
	s := newSchema(t, rows, nil, "d", "condition cyclic:day cyclic:week cyclic:year")
	vectors, err := s.Encode(rows, 0)
	if err != nil {
		t.Fatal(err)
	}
	// the 365th of 365 days at 18 hours, a Wednesday; the 34th, a Sunday; the 60th of 366, a Thursday
	for i, want := range [][3]float64{{0.75, 3.75 / 7, 364.75 / 365}, {0.25, 0.25 / 7, 33.25 / 365}, {0.5, 4.5 / 7, 59.5 / 366}} {
		for k, phase := range want {
			sin, cos := math.Sincos(2 * math.Pi * phase)
			if c := vectors.Condition[i][1+2*k:]; math.Abs(c[0]-sin) > 1e-12 || math.Abs(c[1]-cos) > 1e-12 {
				t.Errorf("row %d, period %d: got %v, want %v, %v", i, k, c[:2], sin, cos)
			}
		}
	}
	s = newSchema(t, rows, nil, "d", "continuous")
	if vectors, err = s.Encode(rows, 0); err != nil || math.Abs(vectors.X[0][0]-vectors.X[1][0]-25168.5) > 1e-9 {
		t.Errorf("got %v, %v, want 25168.5 days between the first two", vectors, err)
	}
	old := table.NewDates("d", time.Date(1600, 1, 1, 0, 0, 0, 0, time.UTC))
	ancient := newTable(t, old)
	if vectors, err = s.Encode(ancient, 0); err != nil || len(vectors.Others) != 1 || vectors.Others[0].Why != schema.Outside {
		t.Errorf("got %v, %v, want a row outside", vectors, err)
	}
	if _, err := schema.New(ancient, nil); err == nil || !strings.Contains(err.Error(), `row 1, column "d"`) || !strings.Contains(err.Error(), "from 1678 to 2262") {
		t.Errorf("got %v, want the row, the column and the years that there may be", err)
	}
}

// TestLevelsOfOtherForms: a date is the level that it was in the data, in whatever layout and zone a row has it, and a
// number is in either precision.
func TestLevelsOfOtherForms(t *testing.T) {
	rows := read(t, "x,d,k,always\n1.5,13.01.1960,0.1,2020-02-01 12:00:00\n2.25,24.01.1960,0.7,2020-02-01 12:00:00\n4.125,24.01.1960,0.3,\n")
	s := newSchema(t, rows, &schema.Settings{Missing: schema.Mask}, "d", "category", "k", "category")
	want, err := s.Encode(rows, 0)
	if err != nil {
		t.Fatal(err)
	}
	east := time.FixedZone("east", 3600)
	for j, c := range rows.Columns[1:] {
		for i := range c.Len() {
			switch {
			case c.Type == table.Date && !c.Missing[i]:
				c.Dates[i] = c.Dates[i].In(east)
			case c.Type == table.Number:
				c.Numbers[i] = float64(float32(c.Numbers[i]))
			}
		}
		rows.Columns[j+1].Layout = ""
	}
	got, err := s.Encode(rows, 0)
	if err != nil || len(got.Others) > 0 {
		t.Fatalf("others %v, error %v", got.Others, err)
	}
	for i := range want.X {
		if !slices.Equal(got.Condition[i], want.Condition[i]) || got.LogJacobian[i] != want.LogJacobian[i] {
			t.Errorf("row %d: %v, want %v", i, got.Condition[i], want.Condition[i])
		}
	}
	rows.Columns[2].Numbers[0] = 0.2
	if got, err = s.Encode(rows, 0); err != nil || len(got.Others) != 1 {
		t.Errorf("others %v, error %v; want that of 0.2", got.Others, err)
	}
}

// TestMaskedConstant: the probabilities that a value is there and that it is missing have the sum 1, and samples have both,
// also where the rule is set for a column that New has taken for a constant.
func TestMaskedConstant(t *testing.T) {
	rows := read(t, "x,four\n1.25,4\n2.5,\n3.75,\n")
	s := newSchema(t, rows, &schema.Settings{Missing: schema.Drop})
	for name, words := range map[string]string{"x": "continuous", "four": "missing=mask"} {
		if err := s.Set(name, words); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Fit(rows); err != nil {
		t.Fatal(err)
	}
	vectors, err := s.Encode(rows, 0)
	if err != nil || len(vectors.X) != 3 {
		t.Fatalf("got %+v, error %v; want three rows", vectors, err)
	}
	if sum := math.Exp(vectors.LogJacobian[0]) + math.Exp(vectors.LogJacobian[1]); math.Abs(sum-1) > 1e-12 {
		t.Errorf("probabilities of 4 and of no value have the sum %v, want 1", sum)
	}
	back, err := s.Decode(vectors.X, vectors.Condition)
	if err != nil || !slices.Equal(back.Columns[1].Missing, rows.Columns[1].Missing) {
		t.Errorf("got %+v, error %v; want the values that were there", back, err)
	}
}
