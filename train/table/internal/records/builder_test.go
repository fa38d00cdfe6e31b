// Rows that a record batch cannot hold.

package records_test

import (
	"errors"
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
