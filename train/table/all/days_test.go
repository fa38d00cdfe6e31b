// Dates of one day in files of all formats.

package all_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/internal/tabletest"
)

// TestDaysOfAnyZone: a date written as its day is the day in its own zone in every format, as text has it: midnight east of
// Greenwich is a moment of the day before in UTC, and a late hour west of it one of the day after.
func TestDaysOfAnyZone(t *testing.T) {
	east, west := time.FixedZone("", 2*3600), time.FixedZone("", -5*3600)
	for _, suffix := range []string{".csv", ".parquet", ".arrow", ".arrows", ".jsonl"} {
		days := table.NewDates("day", time.Date(2024, 3, 1, 0, 0, 0, 0, east), time.Date(2024, 3, 1, 22, 0, 0, 0, west), time.Time{})
		days.Layout = "2006-01-02"
		rows, err := table.New(days, table.NewNumbers("x", 1, 2, 3))
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "days"+suffix)
		tabletest.Write(t, path, rows)
		got, err := table.ReadFile(path, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range []string{"2024-03-01", "2024-03-01"} {
			if day := got.Columns[0].Format(i); day != want {
				t.Errorf("%s: row %d is %s, want %s", suffix, i, day, want)
			}
		}
	}
}
