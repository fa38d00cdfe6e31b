// Columns that the options say to be texts.

package records_test

import (
	"io"
	"math"
	"slices"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/internal/records"
)

// TestToldTexts: a column that is told to be texts is read as such, whatever its values: identifiers of 64 bits have all their
// digits, and what a column of its own type holds is what that column shows.
func TestToldTexts(t *testing.T) {
	ids, infinite, days := array.NewUint64Builder(memory.DefaultAllocator), array.NewFloat64Builder(memory.DefaultAllocator), array.NewDate32Builder(memory.DefaultAllocator)
	ids.AppendValues([]uint64{math.MaxUint64, 7}, nil)
	infinite.AppendValues([]float64{math.Inf(1), 2.5}, nil)
	days.AppendValues([]arrow.Date32{math.MaxInt32, 19782}, nil)
	o := &table.Options{Types: map[string]table.Type{}}
	var columns []arrow.Array
	var schema []arrow.Field
	for i, build := range []array.Builder{ids, infinite, days} {
		build.AppendNull()
		columns = append(columns, build.NewArray())
		schema = append(schema, arrow.Field{Name: string(rune('a' + i)), Type: columns[i].DataType(), Nullable: true})
		o.Types[schema[i].Name] = table.Text
	}
	all := arrow.NewSchema(schema, nil)
	fields, err := records.Fields(all, []int{0, 1, 2}, o)
	if err != nil {
		t.Fatal(err)
	}
	batches := []arrow.RecordBatch{array.NewRecordBatch(all, columns, 3)}
	r := &records.Reader{Of: fields, Chosen: []int{0, 1, 2}, Closes: func() error { return nil }, Next: func() (arrow.RecordBatch, int, error) {
		if len(batches) == 0 {
			return nil, 0, io.EOF
		}
		one := batches[0]
		batches = nil
		return one, 1, nil
	}}
	got, err := table.ReadRest(r)
	if err != nil {
		t.Fatal(err)
	}
	for j, want := range [][]string{{"18446744073709551615", "7", ""}, {"+Inf", "2.5", ""}, {columns[2].ValueStr(0), "2024-02-29", ""}} {
		if c := got.Columns[j]; c.Type != table.Text || !slices.Equal(c.Texts, want) || !slices.Equal(c.Missing, []bool{false, false, true}) {
			t.Errorf("column %s: %v %q, %v, want %q", c.Name, c.Type, c.Texts, c.Missing, want)
		}
	}
}
