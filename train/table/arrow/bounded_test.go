// Streams that unpack to more than they may.

package arrow_test

import (
	"bytes"
	"runtime"
	"testing"

	arrowlib "github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/arrow"
)

const rows, batches = 4096, 3

// packed is a stream of record batches of zeros.
func packed(t *testing.T) []byte {
	t.Helper()
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
	return stream.Bytes()
}

// TestBoundedStreams: a packed stream is read if its buffers unpack to the bound, over all batches, and is an error if they
// unpack to more.
func TestBoundedStreams(t *testing.T) {
	stream := packed(t)
	const need = 8 * rows * batches
	if len(stream) > need/10 {
		t.Fatalf("a stream of %d bytes, want a packed one", len(stream))
	}
	read := func(bound int64) error {
		r, err := arrow.NewStreamReader(bytes.NewReader(stream), "s", &table.Options{Unpacked: bound})
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

// TestPackedBuffersSayWhatTheyHold: a size of a gigabyte in a few kilobytes, which nothing can unpack to, is refused without
// the memory for it.
func TestPackedBuffersSayWhatTheyHold(t *testing.T) {
	whole := packed(t)
	for at := 0; at+8 <= len(whole); at += 8 {
		damaged := bytes.Clone(whole)
		damaged[at+3] |= 0x3f
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if r, err := arrow.NewStreamReader(bytes.NewReader(damaged), "s", nil); err == nil {
			_, _ = table.ReadRest(r)
			r.Close()
		}
		runtime.ReadMemStats(&after)
		if taken := (after.TotalAlloc - before.TotalAlloc) >> 20; taken > 100 {
			t.Errorf("byte %d: %d MB for a stream of %d bytes", at+3, taken, len(whole))
		}
	}
}
