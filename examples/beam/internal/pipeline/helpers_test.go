// The model, the rows and the files that the tests score.

package pipeline

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/examples/density/score"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/schema"
)

func must[T any](t *testing.T) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// values returns the values of row i. Every 37th row has a y outside the bounds of the schema, every 41st row an
// infinite x.
func values(i int) (x, y float64) {
	x, y = math.Sin(float64(i)*1.7), math.Exp(math.Cos(float64(i)))
	if i%37 == 5 {
		y = -y
	}
	if i%41 == 7 {
		x = math.Inf(1)
	}
	return x, y
}

func isBad(x, y float64) bool { return y <= 0 || math.IsInf(x, 0) }

// bad counts the bad rows among the first n.
func bad(n int) (count int64) {
	for i := range n {
		if isBad(values(i)) {
			count++
		}
	}
	return count
}

// sound returns the rows among the first n that are not bad, and their names.
func sound(t *testing.T, n int) (names []string, rows *table.Table) {
	t.Helper()
	x, y := table.NewNumbers("x"), table.NewNumbers("y")
	for i := range n {
		if a, b := values(i); !isBad(a, b) {
			names = append(names, fmt.Sprint("r", i))
			x.AppendNumber(a)
			y.AppendNumber(b)
		}
	}
	return names, must[*table.Table](t)(table.New(x, y))
}

// model makes the file of a density of x and y, where y is positive.
func model(t *testing.T) string {
	t.Helper()
	_, rows := sound(t, 200)
	s := must[*schema.Schema](t)(schema.New(rows, nil))
	field := must[*dynamics.MLP](t)(dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{4}, Seed: 3}))
	f := must[*likelihood.Flow](t)(likelihood.New(field, nil))
	path := filepath.Join(t.TempDir(), "model.gorgoflow")
	for _, err := range []error{s.Set("y", "log"), f.SetNote("schema", s), f.SaveFile(path)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return path
}

// groups writes n rows from the first on as Parquet, with group rows in a row group. The column id is not one of the
// model's.
func groups(t *testing.T, path string, first, n, group int, columns ...string) string {
	t.Helper()
	fields := []arrow.Field{{Name: columns[0], Type: arrow.PrimitiveTypes.Float64}, {Name: "id", Type: arrow.BinaryTypes.String}, {Name: columns[1], Type: arrow.PrimitiveTypes.Float64}}
	s := arrow.NewSchema(fields, nil)
	b := array.NewRecordBuilder(memory.DefaultAllocator, s)
	for i := first; i < first+n; i++ {
		x, y := values(i)
		b.Field(0).(*array.Float64Builder).Append(x)
		b.Field(1).(*array.StringBuilder).Append(fmt.Sprint("r", i))
		b.Field(2).(*array.Float64Builder).Append(y)
	}
	file := must[*os.File](t)(os.Create(path))
	w := must[*pqarrow.FileWriter](t)(pqarrow.NewFileWriter(s, file, parquet.NewWriterProperties(parquet.WithMaxRowGroupLength(int64(group))), pqarrow.DefaultWriterProps()))
	if err := w.WriteBuffered(b.NewRecordBatch()); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// text writes n rows from the first on as CSV.
func text(t *testing.T, path string, first, n int) string {
	t.Helper()
	lines := "y,id,x\n"
	for i := first; i < first+n; i++ {
		x, y := values(i)
		lines += fmt.Sprintf("%g,r%d,%g\n", y, i, x)
	}
	if err := os.WriteFile(path, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// settings scores two Parquet files with seven and three row groups, and a CSV file.
func settings(t *testing.T) *Settings {
	t.Helper()
	folder := t.TempDir()
	return &Settings{
		Settings: score.Settings{Model: model(t), Keep: []string{"id"}, Draws: 1},
		Files: []string{
			groups(t, filepath.Join(folder, "a.parquet"), 0, 330, 50, "x", "y"),
			groups(t, filepath.Join(folder, "b.parquet"), 330, 90, 40, "x", "y"),
			text(t, filepath.Join(folder, "c.csv"), 420, 80),
		},
	}
}

// contents returns the contents of the files in a folder and in its subfolders, by their names.
func contents(t *testing.T, folder string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, pattern := range []string{"*", "*/*"} {
		for _, path := range must[[]string](t)(filepath.Glob(filepath.Join(folder, pattern))) {
			if text, err := os.ReadFile(path); err == nil {
				name, _ := filepath.Rel(folder, path)
				all[name] = string(text)
			}
		}
	}
	return all
}
