// Parts joined to one file.

package score

import (
	"bytes"
	"context"
	"io"
	"os"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/memory"
	pq "github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
	"github.com/gorgoflow/gorgoflow/likelihood/atomicfile"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/pkg/errors"
)

// join writes one file of all parts.
func (p parts) join(path string, units int, fields []table.Field) error {
	return atomicfile.Write(path, func(w io.Writer) error {
		if p.suffix == ".csv" {
			return p.joinText(w, units, fields)
		}
		return p.joinGroups(w, units)
	})
}

// joinText leaves out the headers of all parts but the first.
func (p parts) joinText(w io.Writer, units int, fields []table.Field) error {
	var header bytes.Buffer
	c, err := table.NewCSVWriter(&header, fields)
	if err != nil {
		return err
	}
	if err := c.Close(); err != nil {
		return err
	}
	for u := range units {
		if err := copyFrom(w, p.path(u), int64(header.Len()), u == 0); err != nil {
			return err
		}
	}
	return nil
}

func copyFrom(w io.Writer, path string, header int64, whole bool) error {
	part, err := os.Open(path)
	if err != nil {
		return errors.WithStack(err)
	}
	defer part.Close()
	if !whole {
		if _, err := part.Seek(header, io.SeekStart); err != nil {
			return errors.WithStack(err)
		}
	}
	_, err = io.Copy(w, part)
	return errors.WithStack(err)
}

// joinGroups copies record batches as they are, so that log p = −∞, which a table's column cannot hold, is kept.
func (p parts) joinGroups(w io.Writer, units int) (err error) {
	var out *pqarrow.FileWriter
	for u := range units {
		if out, err = p.joinPart(w, out, p.path(u)); err != nil {
			return err
		}
	}
	return errors.WithStack(out.Close())
}

// joinPart copies one part; the writer is made for the first.
func (p parts) joinPart(w io.Writer, out *pqarrow.FileWriter, path string) (*pqarrow.FileWriter, error) {
	f, err := file.OpenParquetFile(path, false)
	if err != nil {
		return nil, errors.Wrap(err, path)
	}
	defer f.Close()
	in, err := pqarrow.NewFileReader(f, pqarrow.ArrowReadProperties{BatchSize: batchRows}, memory.DefaultAllocator)
	if err != nil {
		return nil, errors.Wrap(err, path)
	}
	if out == nil {
		if out, err = writer(w, in); err != nil {
			return nil, err
		}
	}
	rows, err := in.GetRecordReader(context.Background(), nil, nil)
	if err != nil {
		return nil, errors.Wrap(err, path)
	}
	defer rows.Release()
	return out, copyBatches(out, rows.Read)
}

func writer(w io.Writer, like *pqarrow.FileReader) (*pqarrow.FileWriter, error) {
	schema, err := like.Schema()
	if err != nil {
		return nil, errors.WithStack(err)
	}
	properties := pq.NewWriterProperties(pq.WithCompression(compress.Codecs.Snappy), pq.WithMaxRowGroupLength(unitRows),
		pq.WithDictionaryFor("row", false), pq.WithDictionaryFor("log_p", false), pq.WithDictionaryFor("bound", false), pq.WithDictionaryFor("rank", false))
	out, err := pqarrow.NewFileWriter(schema, struct{ io.Writer }{w}, properties, pqarrow.DefaultWriterProps())
	return out, errors.WithStack(err)
}

func copyBatches(out *pqarrow.FileWriter, next func() (arrow.RecordBatch, error)) error {
	for {
		batch, err := next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return errors.WithStack(err)
		}
		if err := out.WriteBuffered(batch); err != nil {
			return errors.WithStack(err)
		}
	}
}
