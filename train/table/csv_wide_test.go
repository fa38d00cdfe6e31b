// Tables whose lines are longer than what other tables are detected in.

package table_test

import (
	"errors"
	"fmt"
	"io"
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

// TestLongLinesOfBlanks: rows of thousands of numbers with blanks between them, as numpy.savetxt writes them, are rows. Where
// the file breaks off, the error is that of its compression.
func TestLongLinesOfBlanks(t *testing.T) {
	const columns = 3072
	row := strings.Repeat(" 4.170220047025740010e-01", columns)[1:] + "\n"
	got, _, err := read(t, row+row, nil)
	if err != nil || got.Rows() != 2 || len(got.Columns) != columns || got.Columns[columns-1].Numbers[1] != 0.417022004702574 {
		t.Fatalf("%v, want two rows of %d numbers", err, columns)
	}
	cut := zipped([]byte(strings.Repeat("1.5 2.5\n2.5 1.25\n", 100)))
	_, _, err = read(t, string(cut[:len(cut)-9]), nil)
	if !errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, table.ErrLongRow) {
		t.Errorf("got %v, want an unexpected end", err)
	}
}
