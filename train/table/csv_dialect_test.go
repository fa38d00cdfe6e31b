// Delimiters of files whose numbers have a decimal comma.

package table_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestDecimalCommaIsNoDelimiter: one column of numbers with a decimal comma, among texts, has in each row the one comma
// that a comma between two columns would be. Another delimiter that cuts no number in two is the delimiter.
func TestDecimalCommaIsNoDelimiter(t *testing.T) {
	for _, delimiter := range []string{";", "\t", "|"} {
		for _, names := range []string{"", "day;town;note;height, m\n", "day;town;note;height\n"} {
			text := names
			for i := range 30 {
				text += fmt.Sprintf("2024-02-%02d;Bonn%d;note%d;%d,5\n", i%9+10, i%3, i*i%7, i)
			}
			got, notes, err := read(t, strings.ReplaceAll(text, ";", delimiter), nil)
			if err != nil || len(got.Columns) != 4 || got.Rows() != 30 || got.Columns[3].Format(29) != "29.5" {
				t.Errorf("%q: %v, want four columns, the last one of numbers with decimals\n%s", text[:60], err, strings.Join(notes, "\n"))
			}
		}
	}
}
