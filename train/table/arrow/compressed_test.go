// Compressed files, whose checksum stands behind the rows.

package arrow_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/arrow"
	"github.com/gorgoflow/gorgoflow/train/table/internal/tabletest"
)

// TestDamageOfCompressedFiles: a changed bit of a value, or of the checksum, is an error of gzip, though a file and a stream
// say themselves where their rows end.
func TestDamageOfCompressedFiles(t *testing.T) {
	rows := tabletest.Long(20_000)
	for _, create := range []func(io.Writer, []table.Field) (table.Writer, error){arrow.NewFileWriter, arrow.NewStreamWriter} {
		var b bytes.Buffer
		z, err := gzip.NewWriterLevel(&b, gzip.NoCompression)
		must(t, err)
		w, err := create(z, rows.Fields())
		must(t, err)
		must(t, w.Write(rows))
		must(t, w.Close())
		must(t, z.Close())
		read := func(content []byte) error {
			r, err := table.NewReader(bytes.NewReader(content), "rows.gz", nil)
			must(t, err)
			_, err = table.ReadRest(r)
			return err
		}
		must(t, read(b.Bytes()))
		for _, at := range []int{b.Len() / 3, b.Len() / 2, b.Len() - 8} {
			damaged := bytes.Clone(b.Bytes())
			damaged[at] ^= 1
			if err := read(damaged); !errors.Is(err, gzip.ErrChecksum) {
				t.Errorf("byte %d of %d: got %v, want ErrChecksum", at, b.Len(), err)
			}
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
