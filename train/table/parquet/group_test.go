// Row groups read apart are those of the file.

package parquet_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/gorgoflow/gorgoflow/train/table/internal/tabletest"
)

// The groups one after another are the file, their rows at their places in it; each can be read alone, and again.
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
					t.Fatalf("row %d of group %d: %v at %v", n, group, batch.Columns[0].Texts[i], p)
				}
				n++
			}
		}
		if err := r.Read(&table.Table{}, 1); err != io.EOF {
			t.Errorf("after the last row: %v", err)
		}
		if err := r.Close(); err != nil {
			t.Error(err)
		}
		rows[group] = n
	}
	if sum := rows[1] + rows[2] + rows[3]; sum != 150_000 {
		t.Errorf("%d rows in all groups", sum)
	}
}

// A group that is not there, and one of a format without groups, are refused.
func TestNoSuchGroup(t *testing.T) {
	path, csv := filepath.Join(t.TempDir(), "x.parquet"), filepath.Join(t.TempDir(), "x.csv")
	tabletest.Write(t, path, tabletest.Long(10))
	os.WriteFile(csv, []byte("x\n1\n"), 0o600)
	for _, f := range []table.File{{Path: path, Options: &table.Options{Group: 2}}, {Path: path, Options: &table.Options{Group: -1}}, {Path: csv, Options: &table.Options{Group: 1}}} {
		if _, err := f.Open(); !errors.Is(err, table.ErrSettings) {
			t.Errorf("%s, group %d: got %v", f.Path, f.Options.Group, err)
		}
	}
}
