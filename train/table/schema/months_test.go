// Dates of months, and of cells of several months.

package schema_test

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
)

// ofMonths are n dates of a column d, every so many months from one of 1965 on.
func ofMonths(n, step, day int) *table.Column {
	dates := table.NewDates("d")
	for i := range n {
		dates.AppendDate(time.Date(1965, time.Month(3+i*step), day, 0, 0, 0, 0, time.UTC))
	}
	return dates
}

// TestMonths: columns whose dates are all first or all last days of months are rounded to these, be they 28 days or 31. So
// months are equally likely under a uniform density, and samples have such days.
func TestMonths(t *testing.T) {
	for taken, c := range map[string]struct{ n, step, day int }{
		"a month": {40, 1, 1}, "rounded to a month": {400, 1, 0}, "rounded to 3 months": {30, 3, 1}, "to 3 months": {40, 3, 0}, "12 months": {20, 12, 1},
	} {
		dates := ofMonths(c.n, c.step, c.day)
		rows := newTable(t, dates)
		s := newSchema(t, rows, nil)
		if got := s.String(); !strings.Contains(got, taken) {
			t.Errorf("%v is taken for %s, want %s", c, got, taken)
		}
		for seed := range uint64(20) {
			e, back := thereAndBack(t, s, rows, seed)
			for i, d := range back.Columns[0].Dates {
				if !d.Equal(dates.Dates[i]) {
					t.Fatalf("%v: %v is %v in a sample", c, dates.Dates[i], d)
				}
				if at := (e.X[i][0] - e.X[0][0]) / float64(c.step); math.Abs(at-float64(i)) > 1 || math.Abs(e.LogJacobian[i]-math.Log(float64(c.step))) > 1e-12 {
					t.Fatalf("%v: row %d is %g cells after the first, of %g months", c, i, at, math.Exp(e.LogJacobian[i]))
				}
			}
		}
	}
}

// TestDatesWithinMonths: another date is in the cell of the model that has it.
func TestDatesWithinMonths(t *testing.T) {
	for day, want := range map[int][]float64{1: {0, -1, 0, 1, 1}, 0: {1, 0, 1, 2, 2}} { // quarters from March, and those up to February
		s := newSchema(t, newTable(t, ofMonths(40, 3, day)), nil)
		others := table.NewDates("d")
		for _, text := range []string{"1965-03-01", "1965-02-28", "1965-05-31", "1965-06-01", "1965-07-15"} {
			date, err := time.Parse(time.DateOnly, text)
			if err != nil {
				t.Fatal(err)
			}
			others.AppendDate(date.Add(23 * time.Hour))
		}
		e, err := s.Encode(newTable(t, others), 1)
		if err != nil {
			t.Fatal(err)
		}
		for i, x := range e.X {
			if got := math.Round(x[0] / 3); got != want[i] {
				t.Errorf("day %d: %v is in cell %g, want %g", day, others.Dates[i], got, want[i])
			}
		}
	}
}

// TestLayoutsOfMonths: few dates of a layout without days, or without months, are months or years, as many of them are.
func TestLayoutsOfMonths(t *testing.T) {
	for layout, texts := range map[string][]string{"2006-01": {"2020-02", "2020-05", "2021-06"}, "Jan 06": {"Feb 20", "Mar 20"}, "2006": {"2020", "2022", "2025"}} {
		dates := &table.Column{Field: table.Field{Name: "d", Type: table.Date, Layout: layout}}
		for _, text := range texts {
			dates.AppendParsed(text)
		}
		want := map[string]float64{"2006": 12}[layout]
		s := newSchema(t, newTable(t, dates), nil)
		e, back := thereAndBack(t, s, newTable(t, dates), 1)
		if c := s.Columns[0]; c.Months != 1 || c.Cell.Width != max(want, 1) || math.Abs(e.LogJacobian[0]-math.Log(max(want, 1))) > 1e-12 {
			t.Errorf("%s: cells of %v, months %d; want %g of one", layout, c.Cell, c.Months, max(want, 1))
		}
		for i, text := range texts {
			if got := back.Columns[0].Format(i); got != text {
				t.Errorf("%s is %s in a sample", text, got)
			}
		}
		if err := s.Set("d", "rounded:1"); !errors.Is(err, schema.ErrSettings) {
			t.Errorf("%s in cells of a day: %v, want ErrSettings", layout, err)
		}
	}
}

// TestNoMonths: dates that may be first days by chance, and those with another day among them, are days; so are months for
// which bounds or cells are asked, which are numbers of days.
func TestNoMonths(t *testing.T) {
	few, one := ofMonths(5, 1, 1), ofMonths(30, 1, 1)
	one.AppendDate(one.Dates[7].Add(24 * time.Hour))
	for _, c := range []struct {
		dates *table.Column
		words string
		width float64
	}{{few, "", 1}, {one, "", 1}, {ofMonths(40, 1, 1), "rounded:2", 2}, {ofMonths(40, 1, 1), "log:-5", 1}, {ofMonths(40, 1, 0), "continuous rounded:1", 1}} {
		rows := newTable(t, c.dates)
		var set []string
		if c.words != "" {
			set = []string{"d", c.words}
		}
		s := newSchema(t, rows, nil, set...)
		d := s.Columns[0]
		last := c.dates.Dates[c.dates.Len()-1].Sub(c.dates.Dates[0]).Hours() / 24
		if d.Months != 0 || d.Cell == nil || d.Cell.Width != c.width || d.Seen.Min != 0 || d.Seen.Max < last-1 {
			t.Errorf("%q: cells %v of months %d, from %g to %g; want cells of %g days, up to %g", c.words, d.Cell, d.Months, d.Seen.Min, d.Seen.Max, c.width, last)
		}
		e, err := s.Encode(rows, 1)
		if err != nil {
			t.Fatal(err)
		}
		if _, err = s.Decode(e.X, nil); err != nil {
			t.Error(err)
		}
	}
}

// TestWrongMonths: a description in months without cells, or of another day than the first or the last, is refused.
func TestWrongMonths(t *testing.T) {
	for name, change := range map[string]func(*schema.Column){
		"another day": func(c *schema.Column) { c.Months = 2 }, "no cells": func(c *schema.Column) { c.Cell = nil }, "bounds": func(c *schema.Column) { c.Transform, c.Low = schema.Log, -5 },
	} {
		s := newSchema(t, newTable(t, ofMonths(40, 1, 1)), nil)
		change(s.Columns[0])
		if err := s.Validate(); !errors.Is(err, schema.ErrSettings) {
			t.Errorf("%s: error %v, want ErrSettings", name, err)
		}
	}
}

// TestMonthsAsConditions: the spread of a condition that is counted in months belongs to these; in days it has to be found
// once more.
func TestMonthsAsConditions(t *testing.T) {
	rows := newTable(t, ofMonths(40, 1, 1), table.NewNumbers("x", irregular(40, math.Sqrt)...))
	s := newSchema(t, rows, nil, "d", "condition")
	if err := s.Set("d", "continuous"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Encode(rows, 1); !errors.Is(err, schema.ErrNotFitted) {
		t.Errorf("error %v, want ErrNotFitted", err)
	}
}
