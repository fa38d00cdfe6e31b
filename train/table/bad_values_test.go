// Values that are not of their column's type are reported instead of ending a read.

package table_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// TestBadValuesAreTold: Options.Bad is told of each value that is not of its column's type, and of rows of another length,
// with their places. The rows stay, without these values.
func TestBadValuesAreTold(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.csv")
	if err := os.WriteFile(path, []byte("x,y\n1,2\nInf,3\n4\n5,six\n7,8\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	numbers := map[string]table.Type{"x": table.Number, "y": table.Number}
	if _, err := table.ReadFile(path, &table.Options{Types: numbers}); err == nil {
		t.Fatal("read without being told")
	}
	var told []int64
	rows, err := table.ReadFile(path, &table.Options{Types: numbers, Bad: func(err error) {
		var field *table.FieldError
		var row *table.RowError
		if errors.As(err, &field) {
			told = append(told, field.Row)
		} else if errors.As(err, &row) {
			told = append(told, -row.Row)
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(told, []int64{2, -3, 4}) {
		t.Errorf("told of rows %v, want the values of rows 2 and 4 and the length of row 3", told)
	}
	for j, want := range [][]bool{{false, true, true, false, false}, {false, false, true, true, false}} {
		if got := rows.Columns[j].Missing; !slices.Equal(got, want) {
			t.Errorf("column %d: missing %v, want %v", j+1, got, want)
		}
	}
}
