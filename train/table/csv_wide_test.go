// Tables whose lines are longer than what other tables are detected in.

package table_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// TestLongLines: columns are detected in the first lines, however long they are: a name for each of many columns, and texts
// below missing values.
func TestLongLines(t *testing.T) {
	const columns, rows = 400, 30
	for _, delimiter := range []string{",", ";", "\t"} {
		var text strings.Builder
		for j := range columns {
			text.WriteString(strings.Repeat("n", 1000) + fmt.Sprint(j) + delimiter)
		}
		text.WriteString("label\n")
		for i := range rows {
			for j := range columns {
				text.WriteString(fmt.Sprint(i*j) + strings.Repeat("0", 50) + delimiter)
			}
			text.WriteString(map[bool]string{true: "NA\n", false: "a\n"}[i < 8])
		}
		got, _, err := read(t, text.String(), nil)
		if err != nil || got.Rows() != rows || len(got.Columns) != columns+1 {
			t.Errorf("delimiter %q: %v, want %d rows of %d columns", delimiter, err, rows, columns+1)
			continue
		}
		if c := got.Columns[columns]; c.Name != "label" || c.Type != table.Text || !c.Missing[7] || c.Texts[8] != "a" {
			t.Errorf("delimiter %q: the last column is %q of type %v", delimiter, c.Name, c.Type)
		}
	}
}
