// Tables read as a whole.

package table_test

import (
	"runtime"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// TestReadAllMemory: a table of many batches is read into little more than twice its memory, its batches and the table itself, and
// has their values in their order.
func TestReadAllMemory(t *testing.T) {
	const rows = 40*table.BatchRows + 7
	source := &table.Table{Columns: []*table.Column{table.NewNumbers("x"), table.NewTexts("name")}}
	for i := range rows {
		source.Columns[0].AppendNumber(float64(i))
		source.Columns[1].AppendText("Bonn")
		source.Origin.Lines = append(source.Origin.Lines, int64(2*i))
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	whole, err := table.ReadAll(source)
	runtime.ReadMemStats(&after)
	if err != nil {
		t.Fatal(err)
	}
	const size = rows * (8 + 16 + 2*1 + 8) // a number, a text, whether each is missing, a line
	if got := after.TotalAlloc - before.TotalAlloc; got > 5*size/2 {
		t.Errorf("%d bytes for a table of %d", got, size)
	}
	if !slices.Equal(whole.Columns[0].Numbers, source.Columns[0].Numbers) || !slices.Equal(whole.Columns[1].Texts, source.Columns[1].Texts) ||
		!slices.Equal(whole.Origin.Lines, source.Origin.Lines) || len(whole.Columns[1].Missing) != rows {
		t.Error("the table read is another one")
	}
}
