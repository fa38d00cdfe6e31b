// Texts that are not Unicode.

package jsonlines_test

import (
	"errors"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// TestTextsThatAreNoUnicode: bytes that are not UTF-8, and halves of surrogate pairs, are refused. Replaced, texts that differ
// would be one.
func TestTextsThatAreNoUnicode(t *testing.T) {
	for _, text := range []string{"a\xff", `a\ud800`, `\udc01b`, "\ufffd\\ud800", "\\ufffd\xff", `\\\ud800`} {
		_, err := read(t, "{\"x\": 1}\n{\"y\": \""+text+"\"}")
		var field *table.FieldError
		if !errors.As(err, &field) || field.Column != "y" || field.Line != 2 {
			t.Errorf("%q: got %v, want a FieldError of y in line 2", text, err)
		}
	}
	for text, want := range map[string]string{
		"\ufffd\\ufffd\\uFFFD": "\ufffd\ufffd\ufffd", `\ud83d\ude00`: "😀", `\\ud800`: `\ud800`, "\ufffd\\\\ufffd": "\ufffd\\ufffd", `\\\ufffd`: "\\\ufffd",
	} {
		got, err := read(t, "{\"y\": \""+text+"\"}")
		if err != nil || got.Columns[0].Texts[0] != want {
			t.Errorf("%q: got %v, %v, want %q", text, got, err, want)
		}
	}
}
