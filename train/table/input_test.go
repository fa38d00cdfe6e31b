// An input is read at any place as often as it is asked for, and leaves no copy behind.

package table_test

import (
	"bytes"
	"io"
	"os"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
)

func TestCopiesOfInputsAreMadeOnce(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	const text = "a,b\n1,2\n"
	in, err := table.NewInput(bytes.NewReader(zipped([]byte(text))), "rows.gz")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		at, err := in.ReaderAt()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(at); err != nil || string(got) != text {
			t.Errorf("%q, error %v; want %q", got, err, text)
		}
	}
	if err := in.Close(); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) > 0 {
		t.Errorf("%v are left, error %v; want none", left, err)
	}
}
