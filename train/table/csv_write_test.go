// The memory of writing CSV.

package table_test

import (
	"io"
	"math"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// TestCSVNumbers: numbers are written as FormatNumber has them, whatever their size, and without a text of each.
func TestCSVNumbers(t *testing.T) {
	const rows = 1000
	numbers := table.NewNumbers("x")
	var want strings.Builder
	want.WriteString("x\n")
	for i := range rows {
		v := math.Sin(float64(i)) * math.Pow(10, float64(i%40-20))
		numbers.AppendNumber(v)
		want.WriteString(table.FormatNumber(v) + "\n")
	}
	batch, err := table.New(numbers)
	if err != nil {
		t.Fatal(err)
	}
	write := func(to io.Writer) {
		w, err := table.NewCSVWriter(to, batch.Fields())
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Write(batch); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	var got strings.Builder
	if write(&got); got.String() != want.String() {
		t.Errorf("got %q, want %q", got.String(), want.String())
	}
	if allocated := testing.AllocsPerRun(1, func() { write(io.Discard) }); allocated > rows/2 {
		t.Errorf("%v allocations for %d rows", allocated, rows)
	}
}
