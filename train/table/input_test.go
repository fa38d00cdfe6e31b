// An input is read at any place as often as it is asked for, and leaves no copy behind.

package table_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
)

func TestCopiesOfInputsAreMadeOnce(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	io.WriteString(z, "a,b\n1,2\n")
	z.Close()
	in, err := table.NewInput(&zipped, "rows.gz")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		at, err := in.ReaderAt()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(at); err != nil || string(got) != "a,b\n1,2\n" {
			t.Errorf("%q, %v", got, err)
		}
	}
	if err := in.Close(); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) > 0 {
		t.Errorf("%v are left, %v", left, err)
	}
}
