// Streams that unpack to more than they may.

package arrow_test

import (
	"bytes"
	"testing"

	arrowlib "github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/arrow"
)

// TestBoundedStreams: a packed stream is read if its buffers unpack to the bound, over all batches, and is an error if they
// unpack to more.
func TestBoundedStreams(t *testing.T) {
	const rows, batches = 4096, 3
	schema := arrowlib.NewSchema([]arrowlib.Field{{Name: "x", Type: arrowlib.PrimitiveTypes.Float64}}, nil)
	var stream bytes.Buffer
	w := ipc.NewWriter(&stream, ipc.WithSchema(schema), ipc.WithZstd())
	build := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	for range batches {
		build.Field(0).(*array.Float64Builder).AppendValues(make([]float64, rows), nil)
		if err := w.Write(build.NewRecordBatch()); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	const need = 8 * rows * batches
	if stream.Len() > need/10 {
		t.Fatalf("a stream of %d bytes, want a packed one", stream.Len())
	}
	read := func(bound int64) error {
		r, err := arrow.NewStreamReader(bytes.NewReader(stream.Bytes()), "s", &table.Options{Unpacked: bound})
		if err != nil {
			return err
		}
		defer r.Close()
		all, err := table.ReadRest(r)
		if err == nil && all.Rows() != rows*batches {
			t.Errorf("%d rows, want %d", all.Rows(), rows*batches)
		}
		return err
	}
	if err := read(need + 4096); err != nil {
		t.Error(err)
	}
	if err := read(need - 1); err == nil {
		t.Error("a stream that unpacks to more than it may: no error")
	}
}
