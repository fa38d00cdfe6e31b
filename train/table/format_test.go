// Values as text.

package table_test

import (
	"testing"
	"time"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// TestDatesReadBack: a date without a layout is read back as the same time, from zones whose offset has seconds too, as
// that of Berlin before 1893.
func TestDatesReadBack(t *testing.T) {
	for _, offset := range []int{0, 3600, -18000, 53*60 + 28, -17762} {
		want := time.Date(1890, 6, 7, 8, 9, 10, 123456789, time.FixedZone("", offset))
		text := table.NewDates("d", want).Format(0)
		got := table.NewDates("d")
		if !got.AppendParsed(text) || !got.Dates[0].Equal(want) {
			t.Errorf("%v is written as %s and read as %v", want, text, got.Dates)
		}
	}
}
