// Objects that are longer than what other columns are detected in.

package jsonlines_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// TestLongObjects: columns are detected in the first objects, however long they are.
func TestLongObjects(t *testing.T) {
	const columns, rows = 400, 3
	var text strings.Builder
	for i := range rows {
		for j := range columns {
			text.WriteString(map[bool]string{true: "{", false: ","}[j == 0] + fmt.Sprintf(`"%s%d": %d`, strings.Repeat("n", 1000), j, i*j))
		}
		text.WriteString("}\n")
	}
	r, err := table.NewReader(strings.NewReader(text.String()), "wide.jsonl", nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := table.ReadRest(r)
	if err != nil || got.Rows() != rows || len(got.Columns) != columns || got.Columns[columns-1].Numbers[2] != 2*(columns-1) {
		t.Errorf("%v, want %d rows of %d columns", err, rows, columns)
	}
}
