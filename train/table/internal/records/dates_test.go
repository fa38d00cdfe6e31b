// Dates of Arrow's arrays that are none.

package records_test

import (
	"errors"
	"math"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/internal/records"
)

// TestInfiniteDates: the largest and the least number are no dates; databases write infinite ones so.
func TestInfiniteDates(t *testing.T) {
	for _, unit := range []arrow.TimeUnit{arrow.Second, arrow.Millisecond, arrow.Microsecond, arrow.Nanosecond} {
		for _, v := range []int64{math.MaxInt64, -math.MaxInt64, math.MinInt64} {
			build := array.NewTimestampBuilder(memory.DefaultAllocator, &arrow.TimestampType{Unit: unit})
			build.Append(0)
			build.Append(arrow.Timestamp(v))
			c, err := column(t, build.NewArray())
			var field *table.FieldError
			if infinite := unit != arrow.Nanosecond; errors.As(err, &field) != infinite || infinite && field.Row != 2 {
				t.Errorf("%v %d: %v, %v", unit, v, c, err)
			}
		}
	}
	for _, v := range []arrow.Date32{math.MaxInt32, math.MinInt32} {
		build := array.NewDate32Builder(memory.DefaultAllocator)
		build.Append(v)
		if c, err := column(t, build.NewArray()); err == nil {
			t.Errorf("%d days: %v, want an error", v, c.Dates)
		}
	}
}

// TestZones: times without a zone, from Arrow as from text, are written without one, and others in UTC.
func TestZones(t *testing.T) {
	of := func(zone string) arrow.Field {
		return arrow.Field{Name: "t", Type: &arrow.TimestampType{Unit: arrow.Microsecond, TimeZone: zone}}
	}
	zones := map[string]string{"": "", "UTC": "UTC", "Europe/Berlin": "UTC"}
	for from, want := range zones {
		fields, err := records.Fields(arrow.NewSchema([]arrow.Field{of(from)}, nil), []int{0}, &table.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := records.Schema(fields).Field(0).Type.(*arrow.TimestampType).TimeZone; got != want {
			t.Errorf("times of zone %q are written with zone %q, want %q", from, got, want)
		}
	}
	layouts := map[string]string{"": "UTC", "2006-01-02 15:04:05": "", "2006-01-02 15:04": "", "2006-01-02T15:04:05Z07:00": "UTC", "Mon, 02 Jan 2006 15:04:05 MST": "UTC"}
	for layout, want := range layouts {
		fields := []table.Field{{Name: "t", Type: table.Date, Layout: layout}}
		if got := records.Schema(fields).Field(0).Type.(*arrow.TimestampType).TimeZone; got != want {
			t.Errorf("dates like %q are written with zone %q, want %q", layout, got, want)
		}
	}
}
