// Pipes with names, as <(zcat rows.csv.gz) is for a shell.

package table_test

import (
	"errors"
	"fmt"
	"os"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// TestPipes: a pipe is read once, and whole. What is left in it after that is no table.
func TestPipes(t *testing.T) {
	if _, err := os.Stat("/dev/fd"); err != nil {
		t.Skip("no names of pipes")
	}
	for range 2 { // another pipe is another one
		r, w, err := os.Pipe()
		must(t, err)
		_, err = w.WriteString("1,2\n3,4\n5,6\n")
		must(t, err)
		must(t, w.Close())
		file := table.File{Path: fmt.Sprint("/dev/fd/", r.Fd())}
		first, err := file.Open()
		must(t, err)
		if _, err := file.Open(); !errors.Is(err, table.ErrOnce) {
			t.Errorf("the second time: %v, want ErrOnce", err)
		}
		if got, err := table.ReadRest(first); err != nil || got.Rows() != 3 {
			t.Errorf("%v, %v, want three rows", got, err)
		}
		must(t, first.Close())
		must(t, r.Close())
	}
}
