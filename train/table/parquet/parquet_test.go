// Parquet files: round trips, row groups, what is not read or written, damage.

package parquet_test

import (
	"bytes"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	arrowlib "github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	pq "github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/internal/tabletest"
	"github.com/gorgoflow/gorgoflow/train/table/parquet"
)

func TestRoundTrip(t *testing.T) {
	tabletest.RoundTrip(t, filepath.Join(t.TempDir(), "x.parquet"))
	tabletest.Keeps(t, filepath.Join(t.TempDir(), "x.parquet"))
}

// TestRowGroups: a stream of rows becomes several row groups. A reader keeps one batch of the columns asked for in memory.
func TestRowGroups(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.parquet")
	rows := tabletest.Long(200_000)
	tabletest.Write(t, path, rows)
	r, err := table.File{Path: path, Options: &table.Options{Columns: []string{"t", "x"}}}.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if len(r.Fields()) != 2 || r.Fields()[0].Name != "t" || !strings.Contains(strings.Join(r.Notes(), " "), "rows: 200000, row groups: 4") {
		t.Fatalf("fields %v, notes %q; want t and x of 200000 rows in 4 row groups", r.Fields(), r.Notes())
	}
	i, group := 0, 0
	for batch, err := range table.Batches(r, 1000) {
		if err != nil || batch.Rows() > 1000 {
			t.Fatal(batch.Rows(), err)
		}
		for k := range batch.Rows() {
			if batch.Columns[1].Numbers[k] != float64(i) || batch.Place(k).Row != int64(i+1) {
				t.Fatalf("row %d is %v at %v, want %d at row %d", i, batch.Columns[1].Numbers[k], batch.Place(k), i, i+1)
			}
			i++
		}
		group = batch.Place(0).Group
	}
	if i != 200_000 || group != 4 {
		t.Errorf("%d rows, the last in row group %d; want 200000 and 4", i, group)
	}
}

// list is a file with a column of lists, and with values that no table has, written by Arrow itself.
func list(t *testing.T) string {
	t.Helper()
	schema := arrowlib.NewSchema([]arrowlib.Field{{Name: "x", Type: arrowlib.PrimitiveTypes.Float32}, {Name: "big", Type: arrowlib.PrimitiveTypes.Uint64},
		{Name: "many", Type: arrowlib.ListOf(arrowlib.PrimitiveTypes.Float64)}}, nil)
	build := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	build.Field(0).(*array.Float32Builder).AppendValues([]float32{1, float32(math.Inf(1))}, nil)
	build.Field(1).(*array.Uint64Builder).AppendValues([]uint64{1 << 53, math.MaxUint64}, nil)
	many := build.Field(2).(*array.ListBuilder)
	many.Append(true)
	many.Append(true)
	var b bytes.Buffer
	w, err := pqarrow.NewFileWriter(schema, &b, pq.NewWriterProperties(), pqarrow.DefaultWriterProps())
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(build.NewRecordBatch()); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "list.parquet")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestWhatIsNotRead(t *testing.T) {
	path := list(t)
	var column *table.ColumnError
	if _, err := table.ReadFile(path, nil); !errors.Is(err, table.ErrColumnType) || !errors.As(err, &column) || column.Column != "many" || !slices.Contains(column.Have, "x") {
		t.Errorf("got %v, want a ColumnError of many that has the other columns", err)
	}
	for _, name := range []string{"x", "big"} {
		_, err := table.ReadFile(path, &table.Options{Columns: []string{name}})
		var field *table.FieldError
		if !errors.As(err, &field) || field.Column != name || field.Row != 2 || field.Group != 1 || field.File != path {
			t.Errorf("%s: got %v, want a FieldError of row 2", name, err)
		}
	}
	if _, err := table.ReadFile(path, &table.Options{Columns: []string{"x", "x"}}); !errors.Is(err, table.ErrSameColumn) {
		t.Errorf("got %v, want ErrSameColumn", err)
	}
}

func TestWhatIsNotWritten(t *testing.T) {
	old, err := table.New(table.NewDates("d", time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(1600, 1, 1, 0, 0, 0, 0, time.UTC)))
	if err != nil {
		t.Fatal(err)
	}
	w, err := parquet.NewWriter(io.Discard, old.Fields())
	if err != nil {
		t.Fatal(err)
	}
	var field *table.FieldError
	if err := w.Write(old); !errors.As(err, &field) || field.Column != "d" || field.Row != 2 {
		t.Errorf("got %v, want a FieldError of row 2", err)
	}
	other, err := table.New(table.NewNumbers("d", 1, 2))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(other); !errors.Is(err, table.ErrSettings) {
		t.Errorf("another table: got %v, want ErrSettings", err)
	}
	old.Columns[0] = table.NewDates("d", time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC))
	if err := w.Write(old); err != nil {
		t.Errorf("after an error: %v, want none", err)
	}
	if _, err := parquet.NewWriter(io.Discard, append(old.Fields(), old.Fields()...)); !errors.Is(err, table.ErrSameColumn) {
		t.Errorf("columns twice: got %v, want ErrSameColumn", err)
	}
}

// TestDamage: no damage makes a panic, wherever it is.
func TestDamage(t *testing.T) {
	tabletest.Cut(t, filepath.Join(t.TempDir(), "x.parquet"))
	tabletest.Change(t, filepath.Join(t.TempDir(), "x.parquet"))
}
