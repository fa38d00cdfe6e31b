// CSV whose lines end with carriage returns, as programs for the Macintosh write it.

package table_test

import (
	"strings"
	"testing"
)

// TestLineFeedsInFilesOfReturns: line feeds in quotes, as spreadsheets write lines of a cell, and one after the last line
// leave the lines of a file at its carriage returns. Carriage returns in quotes leave those of another at its line feeds.
func TestLineFeedsInFilesOfReturns(t *testing.T) {
	for _, end := range []string{"\r", "\n", "\r\n"} {
		for _, inside := range []string{"\n", "\r"} {
			for _, last := range []string{"", "\r", "\n", "\r\n"} {
				for _, cell := range []string{"a", "\"p" + inside + "q\"", "\"p\"\"" + inside + inside + "q\"\"\""} {
					text := strings.Join([]string{"t,x", cell + ",1", "b,2", cell + ",3"}, end) + last
					plain := strings.ReplaceAll(cell, "\"", "")
					if end == "\r" {
						plain = strings.ReplaceAll(plain, "\r", "\n")
					}
					got, _, err := read(t, text, nil)
					switch {
					case err != nil:
						t.Errorf("%q: %v", text, err)
					case got.Rows() != 3 || len(got.Columns) != 2 || got.Columns[1].Numbers[2] != 3:
						t.Errorf("%q: got %s, want three rows of t and x", text, show(got))
					case strings.ReplaceAll(got.Columns[0].Texts[0], "\"", "") != plain || got.Columns[0].Texts[1] != "b":
						t.Errorf("%q: got %q, want the texts %q and b", text, got.Columns[0].Texts, plain)
					}
				}
			}
		}
	}
}
