// Record batches that have less than the columns of a damaged schema take.

package arrow_test

import (
	"bytes"
	"runtime"
	"testing"

	arrowlib "github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/decimal128"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// TestMoreColumnsOfViewsThanCounts: where a bit makes a column of views of a decimal, its number of buffers is no number that
// stands behind the list of these numbers. That took terabytes, which no program survives.
func TestMoreColumnsOfViewsThanCounts(t *testing.T) {
	schema := arrowlib.NewSchema([]arrowlib.Field{{Name: "s", Type: arrowlib.BinaryTypes.StringView}, {Name: "d", Type: &arrowlib.Decimal128Type{Precision: 9}}}, nil)
	build := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	build.Field(0).(*array.StringViewBuilder).AppendValues([]string{"a", "a text of more than twelve bytes"}, nil)
	build.Field(1).(*array.Decimal128Builder).AppendValues([]decimal128.Num{decimal128.FromI64(1), decimal128.FromI64(2)}, nil)
	var stream bytes.Buffer
	w := ipc.NewWriter(&stream, ipc.WithSchema(schema), ipc.WithLZ4())
	must(t, w.Write(build.NewRecordBatch()))
	must(t, w.Close())
	whole := stream.Bytes()
	_, err := readContent(whole)
	must(t, err)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for i := range whole {
		changed := bytes.Clone(whole)
		changed[i] ^= 1 << 4
		_, _ = readContent(changed)
	}
	runtime.ReadMemStats(&after)
	if each := (after.TotalAlloc - before.TotalAlloc) / uint64(len(whole)); each > 4<<20 {
		t.Errorf("%d bytes for a stream of %d", each, len(whole))
	}
}
