// Values that are not of their column's type are reported instead of ending a read.

package parquet_test

import (
	"math"
	"path/filepath"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// TestBadTextsAreTold: Options.Bad is told of texts that are no numbers where they are read as numbers. The rows stay,
// without these values.
func TestBadTextsAreTold(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.parquet")
	texts := table.NewTexts("x", "1", "one", "2")
	w, err := table.Create(path, []table.Field{texts.Field})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(&table.Table{Columns: []*table.Column{texts}}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	told := 0
	o := &table.Options{Types: map[string]table.Type{"x": table.Number}, Bad: func(error) { told++ }}
	rows, err := table.ReadFile(path, o)
	if err != nil || told != 1 || rows.Columns[0].Numbers[0] != 1 || !math.IsNaN(rows.Columns[0].Numbers[1]) || rows.Columns[0].Numbers[2] != 2 {
		t.Errorf("error %v, told of %d values, %v; want 1, missing, 2 and one told", err, told, rows)
	}
}
