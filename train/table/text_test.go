// Texts that are not in the encoding of their file.

package table_test

import (
	"errors"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// TestTextsThatAreNone: bytes that no encoding has a character for are refused. Replaced, two towns in Shift JIS would be one.
func TestTextsThatAreNone(t *testing.T) {
	long := "x,y\n" + strings.Repeat("1,a\n", 70_000)
	for text, want := range map[string]string{
		"x,y\n1,a\n2,\x8d\x5d\n3,\x8f\x5d\n": "text in Windows-1252; save the file in UTF-8",
		long + "1,a\x00b\n":                  "text without zero bytes",
		long + "1,\u00e9\n1,\xe9\n":          "text in UTF-8",
		long + "1,\xe9\n1,\x8d\n":            "text in Windows-1252; save the file in UTF-8",
	} {
		_, _, err := read(t, text, nil)
		var field *table.FieldError
		if !errors.As(err, &field) || field.Column != "y" || field.Want != want {
			t.Errorf("got %v, want a FieldError of y that wants %s", err, want)
		}
	}
	for _, text := range []string{"x,y\n1,caf\xe9\n2,\x80\n", "x,y\n1,\ufffd\n2,a\n", "x,y\n\x8d,caf\xe9\n"} {
		if got, _, err := read(t, text, &table.Options{Columns: []string{"y"}}); err != nil {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
}

// TestEncodingThatShowsLate: a file whose first characters are ASCII for long is in the encoding of the first one that is not, and a
// note says so, however the bytes come.
func TestEncodingThatShowsLate(t *testing.T) {
	for _, longer := range []string{"", "bcd"} {
		long := "x,y\n" + strings.Repeat("1,a\n", 70_000)
		for text, want := range map[string]string{"\u00e9\n": "\u00e9", "\xe9\n": "\u00e9", "\x80\xc3\xa9\n": "\u20ac\u00c3\u00a9", "\xe9": "\u00e9"} {
			r, err := table.NewReader(iotest.HalfReader(strings.NewReader(long+"1,"+longer+text)), "mine.csv", nil)
			if err != nil {
				t.Fatal(err)
			}
			got, err := table.ReadRest(r)
			if err != nil || got.Columns[1].Texts[70_000] != longer+want {
				t.Errorf("%q: %v, want %s", text, err, want)
				continue
			}
			if told := strings.Contains(strings.Join(r.Notes(), "; "), "Windows-1252"); told == utf8.ValidString(text) {
				t.Errorf("%q: notes %q", text, r.Notes())
			}
		}
	}
}
