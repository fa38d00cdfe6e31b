// Texts that are not Unicode.

package npy_test

import (
	"errors"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// TestTextsThatAreNoUnicode: half of a surrogate pair, and a number beyond all characters, are refused. Replaced, texts that
// differ would be one.
func TestTextsThatAreNoUnicode(t *testing.T) {
	for _, r := range []int32{0xd800, 0xdfff, 0x110000, -1} {
		_, err := read(t, file("'<U2'", "(2,)", false, []int32{'a', 'b', 'c', r}), nil)
		var field *table.FieldError
		if !errors.As(err, &field) || field.Row != 2 || field.Text != "c\ufffd" {
			t.Errorf("%#x: got %v, want a FieldError of row 2", r, err)
		}
	}
	if got, err := read(t, file("'<U2'", "(1,)", false, []int32{0xfffd, 0x10ffff}), nil); err != nil || got.Columns[0].Texts[0] != "\ufffd\U0010ffff" {
		t.Errorf("got %v, %v, want both characters", got, err)
	}
}
