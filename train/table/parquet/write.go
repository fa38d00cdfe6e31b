// The writer of Parquet files.

package parquet

import (
	"io"

	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/internal/records"
	"github.com/pkg/errors"
)

// groupRows is the number of rows of a row group, which is in memory until it is whole.
const groupRows = 1 << 16

// writer writes row groups.
type writer struct {
	build *records.Builder
	out   *pqarrow.FileWriter
}

// NewWriter writes a file. Close does not close w.
func NewWriter(w io.Writer, fields []table.Field) (table.Writer, error) {
	if w == nil {
		return nil, errors.Wrap(table.ErrSettings, "Parquet: no writer")
	}
	build, err := records.NewBuilder(fields)
	if err != nil {
		return nil, err
	}
	properties := parquet.NewWriterProperties(parquet.WithCompression(compress.Codecs.Snappy), parquet.WithMaxRowGroupLength(groupRows))
	out, err := pqarrow.NewFileWriter(build.Schema(), struct{ io.Writer }{w}, properties, pqarrow.DefaultWriterProps())
	return &writer{build: build, out: out}, errors.WithStack(err)
}

func (w *writer) Write(batch *table.Table) (err error) {
	defer records.Recover("the file written", &err)
	rows, err := w.build.Build(batch)
	if err != nil {
		return err
	}
	defer rows.Release()
	return errors.WithStack(w.out.WriteBuffered(rows))
}

func (w *writer) Close() error { return errors.WithStack(w.out.Close()) }
