// The readers of Arrow's files and streams.

package arrow

import (
	"bytes"
	"io"

	arrowlib "github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/internal/magic"
	"github.com/gorgoflow/gorgoflow/train/table/internal/messages"
	"github.com/gorgoflow/gorgoflow/train/table/internal/records"
	"github.com/pkg/errors"
)

// Register cannot fail: the names are unique, and no field is missing.
func init() {
	_ = table.Register(&table.Format{
		Name:     "Arrow",
		Match:    func(head []byte) bool { return magic.Begins(head, "ARROW1") },
		Open:     openFile,
		Create:   NewFileWriter,
		Suffixes: []string{".arrow", ".feather"},
	})
	_ = table.Register(&table.Format{
		Name:  "Arrow stream",
		Match: func(head []byte) bool { return bytes.HasPrefix(head, []byte("\xff\xff\xff\xff")) },
		Open: func(in *table.Input, o *table.Options) (table.Reader, error) {
			return open(in, &messages.Reader{From: in}, o)
		},
		Create:   NewStreamWriter,
		Suffixes: []string{".arrows"},
	})
}

// NewStreamReader reads a stream; the name is for messages.
func NewStreamReader(r io.Reader, name string, o *table.Options) (table.Reader, error) {
	in, err := table.NewInput(r, name)
	if err != nil {
		return nil, err
	}
	reader, err := open(in, &messages.Reader{From: in}, o.OrDefault())
	if err != nil {
		return nil, err
	}
	typed, err := table.Retype(reader, o)
	if err != nil {
		reader.Close()
	}
	return typed, err
}

// open reads a stream of record batches.
func open(in *table.Input, checked *messages.Reader, o *table.Options) (reader table.Reader, err error) {
	defer records.Recover(in.Name, &err)
	checked.Unpacked, checked.Bounded = o.Unpacked, o.Unpacked > 0
	stream, err := ipc.NewReader(checked)
	if err != nil {
		return nil, errors.Wrap(err, in.Name)
	}
	group := 0
	next := func() (arrowlib.RecordBatch, int, error) {
		group++
		batch, err := stream.Read()
		return batch, group, err
	}
	return finish(in, stream.Schema(), next, o)
}

// openFile reads the stream that a file holds after its magic bytes. The footer behind it only repeats the offsets of
// the record batches. Where there is no stream, the footer has them alone.
func openFile(in *table.Input, o *table.Options) (reader table.Reader, err error) {
	if !messages.IsStream(in.Head()) {
		return openFooter(in, o)
	}
	if _, err := io.CopyN(io.Discard, in, int64(len("ARROW1\x00\x00"))); err != nil {
		return nil, errors.Wrap(err, in.Name)
	}
	return open(in, &messages.Reader{From: in, Marked: true}, o)
}

func openFooter(in *table.Input, o *table.Options) (table.Reader, error) {
	file, err := in.ReaderAt()
	if err != nil {
		return nil, err
	}
	stream, err := messages.FromFooter(file)
	if err != nil {
		return nil, errors.WithMessage(err, in.Name)
	}
	return open(in, &messages.Reader{From: stream, Marked: true}, o)
}

func finish(in *table.Input, schema *arrowlib.Schema, next records.Next, o *table.Options) (table.Reader, error) {
	chosen, err := o.Choose(records.Names(schema))
	if err != nil {
		return nil, err
	}
	fields, err := records.Fields(schema, chosen, o)
	if err != nil {
		return nil, err
	}
	notes := append(in.Notes, "format: Arrow")
	return &records.Reader{File: in.Name, Next: next, Chosen: chosen, Of: fields, Said: notes, Bad: o.Bad, Closes: in.Close}, nil
}
