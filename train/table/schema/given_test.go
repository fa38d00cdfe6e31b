// Conditions that come back with the rows that are drawn given them.

package schema_test

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// TestConditionsComeBackToTheLetter: numbers of up to 15 digits, which a condition is given, come back as they are through any
// transform.
func TestConditionsComeBackToTheLetter(t *testing.T) {
	x, y := table.NewNumbers("x"), table.NewNumbers("y")
	for i := range 400 {
		v := math.Mod(float64(i+1)*math.Phi, 1)
		x.AppendNumber(900*v*v + 0.1)
		y.AppendNumber(math.Mod(float64(i+1)*math.Sqrt2, 1))
	}
	for _, words := range []string{"identity", "log", "log:-3", "logit:0:1000"} {
		s := newSchema(t, newTable(t, x, y), nil, "x", "condition continuous "+words)
		asked := table.NewNumbers("x", 0.1, 0.7, 10, 3.3, 123.456, 99.99, 1e-3, 0.3333333333, 777.123456789, 500)
		given, err := s.Given(newTable(t, asked), 0)
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range asked.Numbers {
			back, err := s.Decode([][]float64{{0.5}}, given[i:i+1])
			if err != nil {
				t.Fatal(err)
			}
			if got := back.Columns[0].Numbers[0]; got != want {
				t.Errorf("%s: %v comes back as %v", words, want, got)
			}
		}
	}
}

// TestZeroComesBackToTheLetter: 0, which a condition is given beside a mean of any size, comes back as 0, and not as the
// rounding error of the mean.
func TestZeroComesBackToTheLetter(t *testing.T) {
	for _, words := range []string{"identity", "log:-3", "logit:-7:1000"} {
		for k := range 50 {
			x, y := table.NewNumbers("x"), table.NewNumbers("y")
			for i := range 100 {
				x.AppendNumber(float64(k) + 300*math.Mod(float64(i+1)*math.Phi, 1))
				y.AppendNumber(math.Mod(float64(i+1)*math.Sqrt2, 1))
			}
			s := newSchema(t, newTable(t, x, y), nil, "x", "condition continuous "+words)
			given, err := s.Given(newTable(t, table.NewNumbers("x", 0)), 0)
			if err != nil {
				t.Fatal(err)
			}
			back, err := s.Decode([][]float64{{0.5}}, given)
			if err != nil {
				t.Fatal(err)
			}
			if got := back.Columns[0].Numbers[0]; got != 0 {
				t.Errorf("%s, beside a mean of %g: 0 comes back as %v", words, s.Columns[0].Mean, got)
				break
			}
		}
	}
}

// TestConditionsBetweenCells: a number between those of a rounded column, which a condition is given, comes back as it is, as
// the samples are drawn given this one. Integers have none to come back as.
func TestConditionsBetweenCells(t *testing.T) {
	x, y := table.NewNumbers("x"), table.NewNumbers("y")
	for i := range 400 {
		x.AppendNumber(float64(i%40) / 2)
		y.AppendNumber(math.Mod(float64(i+1)*math.Sqrt2, 1))
	}
	for _, words := range []string{"identity", "log:-3", "logit:-7:1000"} {
		s := newSchema(t, newTable(t, x, y), nil, "x", "condition "+words)
		if s.Columns[0].Cell == nil {
			t.Fatal("the condition is not rounded")
		}
		asked := table.NewNumbers("x", 2.25, 0.1, 7.5, 0, 19.999)
		given, err := s.Given(newTable(t, asked), 0)
		if err != nil {
			t.Fatal(err)
		}
		back, err := s.Decode([][]float64{{0.5}, {0.5}, {0.5}, {0.5}, {0.5}}, given)
		if err != nil {
			t.Fatal(err)
		}
		if got := back.Columns[0].Numbers; !slices.Equal(got, asked.Numbers) {
			t.Errorf("%s: %v come back as %v", words, asked.Numbers, got)
		}
	}
}

// TestDatesBetweenCells: a time between the days or the hours of a column, which a condition is given, comes back as it is.
func TestDatesBetweenCells(t *testing.T) {
	for _, step := range []time.Duration{time.Hour, 24 * time.Hour} {
		d, y := table.NewDates("d"), table.NewNumbers("y")
		d.Layout = time.DateTime
		first := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
		for i := range 400 {
			d.AppendDate(first.Add(time.Duration(i) * step))
			y.AppendNumber(math.Mod(float64(i+1)*math.Sqrt2, 1))
		}
		s := newSchema(t, newTable(t, d, y), nil, "d", "condition")
		if s.Columns[0].Cell == nil {
			t.Fatal("the dates are not rounded")
		}
		for _, want := range []time.Time{first, first.Add(5 * step), first.Add(70*step + step/2), first.Add(70*step + 17*time.Minute + 3*time.Second)} {
			given, err := s.Given(newTable(t, &table.Column{Field: d.Field, Dates: []time.Time{want}, Missing: []bool{false}}), 0)
			if err != nil {
				t.Fatal(err)
			}
			back, err := s.Decode([][]float64{{0.5}}, given)
			if err != nil {
				t.Fatal(err)
			}
			if got := back.Columns[0].Dates[0]; !got.Equal(want) {
				t.Errorf("every %v: %v comes back as %v", step, want, got)
			}
		}
	}
}
