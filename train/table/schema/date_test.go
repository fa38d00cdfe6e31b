// Dates as they come back from vectors.

package schema_test

import (
	"testing"
	"time"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// comeBack are the dates of a column that words describe, there and back.
func comeBack(t *testing.T, dates *table.Column, words string) []time.Time {
	t.Helper()
	rows := newTable(t, dates)
	s := newSchema(t, rows, nil)
	if err := s.Set("d", words); err != nil {
		t.Fatal(err)
	}
	_, back := thereAndBack(t, s, rows, 1)
	return back.Columns[0].Dates
}

// TestCellsAcrossDays: a rounded date comes back as the date of its cell, the nearest one of the grid, whether or not a
// day has whole cells.
func TestCellsAcrossDays(t *testing.T) {
	for words, cell := range map[string]time.Duration{"rounded:0.3": 25920 * time.Second, "rounded:0.7": 60480 * time.Second, "rounded:1.5": 36 * time.Hour, "rounded:0.25": 6 * time.Hour, "rounded:7": 168 * time.Hour} {
		dates, first := table.NewDates("d"), time.Date(1969, 12, 20, 0, 0, 0, 0, time.UTC)
		for i := range 300 {
			dates.AppendDate(first.Add(time.Duration(i) * 5 * time.Hour))
		}
		for i, d := range comeBack(t, dates, words) {
			off := d.Sub(first) % cell
			if min(off, cell-off) > 0 || d.Sub(dates.Dates[i]).Abs() > cell/2 {
				t.Errorf("%s: %v is %v in a sample, want the nearest date of the grid", words, dates.Dates[i], d)
				break
			}
		}
	}
}

// TestSampledDatesLieWithinBounds: whatever a vector is, the date that it becomes has a density, though its layout writes
// whole days.
func TestSampledDatesLieWithinBounds(t *testing.T) {
	for _, layout := range []string{"2006-01-02", "2006-01-02 15:04", ""} {
		dates := &table.Column{Field: table.Field{Name: "d", Type: table.Date, Layout: layout}}
		for i := range 50 {
			dates.AppendDate(time.Date(1960, 1, 1+i*i*i%9000, 0, 0, 0, 0, time.UTC))
		}
		rows := newTable(t, dates)
		for _, words := range []string{"continuous log:-5", "continuous logit:-5:9001"} {
			s := newSchema(t, rows, nil)
			if err := s.Set("d", words); err != nil {
				t.Fatal(err)
			}
			var x [][]float64
			for k := -400; k <= 400; k++ {
				x = append(x, []float64{float64(k*k*k) / 1e6})
			}
			samples, err := s.Decode(x, nil)
			if err != nil {
				t.Fatal(err)
			}
			if vectors, err := s.Encode(samples, 0); err != nil || len(vectors.Others) > 0 {
				t.Errorf("%s, %q: error %v, %d samples outside", words, layout, err, len(vectors.Others))
			}
		}
	}
}

// TestHoursAreKept: dates that a layout writes in hours come back in hours, and their cells may be as wide as an hour.
func TestHoursAreKept(t *testing.T) {
	dates := &table.Column{Field: table.Field{Name: "d", Type: table.Date, Layout: "2006-01-02 15h"}}
	for i := range 300 {
		dates.AppendDate(time.Date(2024, 1, 1, i*7%24, 0, 0, 0, time.UTC))
	}
	for i, d := range comeBack(t, dates, "variable") {
		if !d.Equal(dates.Dates[i]) {
			t.Fatalf("row %d: %v, want %v", i, d, dates.Dates[i])
		}
	}
}
