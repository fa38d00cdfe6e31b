// Rows that a record batch cannot hold.

package records_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/internal/records"
)

// TestDatesOutOfRange: a date that nanoseconds cannot count is an error that names its row, whatever stands beside it, and the
// builder goes on with other rows.
func TestDatesOutOfRange(t *testing.T) {
	now := time.Date(2024, 2, 29, 1, 2, 3, 0, time.UTC)
	rows := func(second time.Time) *table.Table {
		all, err := table.New(table.NewNumbers("x", 1, 2, 3), table.NewDates("d", now, second, now), table.NewTexts("t", "a", "b", "c"))
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	build, err := records.NewBuilder(rows(now).Fields())
	if err != nil {
		t.Fatal(err)
	}
	for _, year := range []int{1677, 2263} {
		_, err := build.Build(rows(time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)))
		var field *table.FieldError
		if !errors.As(err, &field) || field.Row != 2 || field.Column != "d" {
			t.Errorf("year %d: %v, want a FieldError of row 2, column d", year, err)
		}
	}
	batch, err := build.Build(rows(now))
	if err != nil || batch.NumRows() != 3 {
		t.Errorf("rows after those: %v, %v, want 3 rows", batch, err)
	}
}

// TestIntegersThatAreNone: a number of a column of integers that is none is an error that names its row, since an integer made of it
// is another number, and not the same one on every processor.
func TestIntegersThatAreNone(t *testing.T) {
	for _, v := range []float64{2.5, 1e300, -1 << 63, math.NaN(), math.Inf(1)} {
		integers := table.NewNumbers("n", table.MaxInteger, 0, -table.MaxInteger)
		integers.Type = table.Integer
		rows, err := table.New(integers)
		if err != nil {
			t.Fatal(err)
		}
		build, err := records.NewBuilder(rows.Fields())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := build.Build(rows); err != nil {
			t.Fatal(err)
		}
		integers.Numbers[1] = v
		_, err = build.Build(rows)
		var field *table.FieldError
		if !errors.As(err, &field) || field.Row != 2 {
			t.Errorf("%v among integers: %v, want a FieldError of row 2", v, err)
		}
	}
}
