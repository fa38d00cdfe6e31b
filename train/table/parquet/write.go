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

// groupRows is the number of rows of a row group, which is held in memory until it is complete.
const groupRows = 1 << 16

// writer writes row groups.
type writer struct {
	to    io.Writer
	build *records.Builder
	out   *pqarrow.FileWriter // nil before the first rows
}

// NewWriter returns a writer of Parquet to w, which Close does not close.
func NewWriter(w io.Writer, fields []table.Field) (table.Writer, error) {
	if w == nil {
		return nil, errors.Wrap(table.ErrSettings, "Parquet: no writer")
	}
	build, err := records.NewBuilder(fields)
	if err != nil {
		return nil, err
	}
	return &writer{to: w, build: build}, nil
}

func (w *writer) Write(batch *table.Table) (err error) {
	defer records.Recover("the file written", &err)
	rows, err := w.build.Build(batch)
	if err != nil {
		return err
	}
	defer rows.Release()
	if err := w.start(batch); err != nil {
		return err
	}
	return errors.WithStack(w.out.WriteBuffered(rows))
}

// start begins the file, with dictionaries for columns that repeat values in the first rows.
func (w *writer) start(batch *table.Table) (err error) {
	if w.out != nil {
		return nil
	}
	options := []parquet.WriterProperty{parquet.WithCompression(compress.Codecs.Snappy), parquet.WithMaxRowGroupLength(groupRows)}
	for _, c := range batch.Columns {
		if !repeats(c.Numbers) {
			options = append(options, parquet.WithDictionaryFor(c.Name, false))
		}
	}
	w.out, err = pqarrow.NewFileWriter(w.build.Schema(), struct{ io.Writer }{w.to}, parquet.NewWriterProperties(options...), pqarrow.DefaultWriterProps())
	return errors.WithStack(err)
}

// repeats says whether values repeat often enough for a dictionary. Numbers that all differ, such as log-densities, do
// not.
func repeats(values []float64) bool {
	values = values[:min(len(values), 1000)]
	distinct := make(map[float64]bool, len(values))
	for _, v := range values {
		distinct[v] = true
	}
	return len(distinct) <= len(values)/2
}

func (w *writer) Close() error {
	if err := w.start(&table.Table{}); err != nil {
		return err
	}
	return errors.WithStack(w.out.Close())
}
