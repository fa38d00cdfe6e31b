// Damage of what Arrow's writers leave in a footer.

package parquet_test

import (
	"bytes"
	"runtime"
	"testing"

	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/internal/records"
)

// TestDamagedSchemaOfArrow: four changed bytes in Arrow's schema, as pyarrow writes it too, are an error or another schema, and
// take no memory: its library allocates what the schema says.
func TestDamagedSchemaOfArrow(t *testing.T) {
	rows, err := table.New(table.NewNumbers("x", 1, 2), table.NewTexts("text", "a", "b"))
	must(t, err)
	build, err := records.NewBuilder(rows.Fields())
	must(t, err)
	batch, err := build.Build(rows)
	must(t, err)
	var b bytes.Buffer
	w, err := pqarrow.NewFileWriter(build.Schema(), &b, parquet.NewWriterProperties(), pqarrow.NewArrowWriterProperties(pqarrow.WithStoreSchema()))
	must(t, err)
	must(t, w.Write(batch))
	must(t, w.Close())
	whole := b.Bytes()
	footer, err := file.NewParquetReader(bytes.NewReader(whole))
	must(t, err)
	text := *footer.MetaData().KeyValueMetadata().FindValue("ARROW:schema")
	start := bytes.Index(whole, []byte(text))
	if _, err := readAll(whole); err != nil {
		t.Fatal(err)
	}
	for at := start; at+8 <= start+len(text); at += 4 { // each four letters are three bytes
		for _, four := range []string{"/////", "////fw", "AAAAEA", "9v///w"} {
			damaged := bytes.Clone(whole)
			copy(damaged[at:], four)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, _ = readAll(damaged)
			runtime.ReadMemStats(&after)
			if taken := (after.TotalAlloc - before.TotalAlloc) >> 20; taken > 16 {
				t.Errorf("%q at %d of the schema: %d MB for a file of %d bytes", four, at-start, taken, len(whole))
			}
		}
	}
}

func readAll(content []byte) (*table.Table, error) {
	r, err := table.NewReader(bytes.NewReader(content), "rows.parquet", nil)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return table.ReadRest(r)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
