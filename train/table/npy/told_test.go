// Columns that the options say to be texts.

package npy_test

import (
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// TestToldTexts: a column that is told to be texts is read as such, whatever its values.
func TestToldTexts(t *testing.T) {
	content := file("[('id', '<u8'), ('x', '<f8'), ('d', '<M8[D]'), ('b', '|b1')]", "(2,)", false,
		uint64(math.MaxUint64), math.Inf(-1), int64(1<<60), true, uint64(7), 2.5, int64(19782), false)
	o := &table.Options{Types: map[string]table.Type{"id": table.Text, "x": table.Text, "d": table.Text, "b": table.Text}}
	got, err := read(t, content, o)
	if err != nil {
		t.Fatal(err)
	}
	want := "id:text 18446744073709551615 7; x:text -Inf 2.5; d:text 1152921504606846976 D 2024-02-29T00:00:00Z; b:text true false"
	if show(got) != want {
		t.Errorf("got %s, want %s", show(got), want)
	}
}
