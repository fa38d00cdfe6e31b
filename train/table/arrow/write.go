// The writers of Arrow's files and streams.

package arrow

import (
	"io"

	arrowlib "github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/internal/records"
	"github.com/pkg/errors"
)

// writer writes one record batch for each Write.
type writer struct {
	build *records.Builder
	out   interface {
		Write(arrowlib.RecordBatch) error
		Close() error
	}
}

// NewFileWriter returns a writer of a file to w, which Close does not close.
func NewFileWriter(w io.Writer, fields []table.Field) (table.Writer, error) {
	if w == nil {
		return nil, errors.Wrap(table.ErrSettings, "Arrow: no writer")
	}
	build, err := records.NewBuilder(fields)
	if err != nil {
		return nil, err
	}
	out, err := ipc.NewFileWriter(w, ipc.WithSchema(build.Schema()))
	return &writer{build, out}, errors.WithStack(err)
}

// NewStreamWriter returns a writer of a stream to w, which Close does not close.
func NewStreamWriter(w io.Writer, fields []table.Field) (table.Writer, error) {
	if w == nil {
		return nil, errors.Wrap(table.ErrSettings, "Arrow: no writer")
	}
	build, err := records.NewBuilder(fields)
	if err != nil {
		return nil, err
	}
	return &writer{build, ipc.NewWriter(w, ipc.WithSchema(build.Schema()))}, nil
}

func (w *writer) Write(batch *table.Table) error {
	rows, err := w.build.Build(batch)
	if err != nil {
		return err
	}
	defer rows.Release()
	return errors.WithStack(w.out.Write(rows))
}

func (w *writer) Close() error { return errors.WithStack(w.out.Close()) }
