// Row groups that are read apart are those of the file.

package parquet_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/internal/tabletest"
)

// TestGroupsAreTheFile: the row groups one after another are the file, with their rows at the places that they have in the
// file. Each can be read alone, and more than once.
func TestGroupsAreTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.parquet")
	tabletest.Write(t, path, tabletest.Long(150_000))
	rows := map[int]int64{}
	for _, group := range []int{3, 1, 2, 3} {
		o := &table.Options{Columns: []string{"x"}, Types: map[string]table.Type{"x": table.Text}, Group: group}
		r, err := table.File{Path: path, Options: o}.Open()
		if err != nil {
			t.Fatal(err)
		}
		n := int64(0)
		for batch, err := range table.Batches(r, 10_000) {
			if err != nil {
				t.Fatal(err)
			}
			for i := range batch.Rows() {
				want := int64(group-1)<<16 + n
				if p := batch.Place(i); p.Row != want+1 || p.Group != group || batch.Columns[0].Texts[i] != table.FormatNumber(float64(want)) {
					t.Fatalf("row %d of group %d: %v at %v, want row %d", n, group, batch.Columns[0].Texts[i], p, want+1)
				}
				n++
			}
		}
		if err := r.Read(&table.Table{}, 1); err != io.EOF {
			t.Errorf("after the last row: %v, want io.EOF", err)
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
		rows[group] = n
	}
	if sum := rows[1] + rows[2] + rows[3]; sum != 150_000 {
		t.Errorf("%d rows in all groups, want 150000", sum)
	}
}

// TestNoSuchGroup: a row group that the file does not have, and a row group of a format without them, are refused.
func TestNoSuchGroup(t *testing.T) {
	path, csv := filepath.Join(t.TempDir(), "x.parquet"), filepath.Join(t.TempDir(), "x.csv")
	tabletest.Write(t, path, tabletest.Long(10))
	if err := os.WriteFile(csv, []byte("x\n1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, f := range []table.File{{Path: path, Options: &table.Options{Group: 2}}, {Path: path, Options: &table.Options{Group: -1}}, {Path: csv, Options: &table.Options{Group: 1}}} {
		if _, err := f.Open(); !errors.Is(err, table.ErrSettings) {
			t.Errorf("%s, group %d: got %v, want ErrSettings", f.Path, f.Options.Group, err)
		}
	}
}

// small writes a file whose row groups have one row each: the numbers from start on.
func small(t *testing.T, path string, groups int, start float64) {
	t.Helper()
	schema := arrow.NewSchema([]arrow.Field{{Name: "x", Type: arrow.PrimitiveTypes.Float64}}, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	defer b.Release()
	for i := range groups {
		b.Field(0).(*array.Float64Builder).Append(start + float64(i))
	}
	var file bytes.Buffer
	rows := array.NewTableFromRecords(schema, []arrow.RecordBatch{b.NewRecordBatch()})
	properties := parquet.NewWriterProperties(parquet.WithDictionaryDefault(false), parquet.WithStats(false), parquet.WithCompression(compress.Codecs.Uncompressed))
	if err := pqarrow.WriteTable(rows, &file, 1, properties, pqarrow.DefaultWriterProps()); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, file.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// second is the number in the second row group.
func second(t *testing.T, path string) float64 {
	got, err := table.ReadFile(path, &table.Options{Group: 2})
	if err != nil || got.Rows() != 1 {
		t.Fatalf("%d rows, %v", got.Rows(), err)
	}
	return got.Columns[0].Numbers[0]
}

// TestOneGroupOfMany: a row group that is read alone takes a time that hardly depends on how many there are, once another has been. One of
// a file that has been written anew is that of the new file.
func TestOneGroupOfMany(t *testing.T) {
	few, many := filepath.Join(t.TempDir(), "few.parquet"), filepath.Join(t.TempDir(), "many.parquet")
	small(t, few, 2, 0)
	small(t, many, 2000, 0)
	cost := func(path string) float64 {
		second(t, path)
		return testing.AllocsPerRun(3, func() { second(t, path) })
	}
	if a, b := cost(few), cost(many); b > 2*a {
		t.Errorf("%v allocations where there are 2000 row groups, and %v where there are 2", b, a)
	}
	small(t, many, 2000, 7)
	if got := second(t, many); got != 8 {
		t.Errorf("got %v of a file written anew, want 8", got)
	}
}
