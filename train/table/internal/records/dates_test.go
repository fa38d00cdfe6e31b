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
