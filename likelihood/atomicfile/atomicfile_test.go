// A written file is whole, or is what it was before.

package atomicfile_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood/atomicfile"
)

func text(s string, err error) func(io.Writer) error {
	return func(w io.Writer) error {
		io.WriteString(w, s)
		return err
	}
}

func TestWrite(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "model")
	broken := errors.New("broken")
	for _, c := range []struct {
		content string
		err     error
		want    string
	}{{"one", nil, "one"}, {"half of tw", broken, "one"}, {"two", nil, "two"}} {
		if err := atomicfile.Write(path, text(c.content, c.err)); !errors.Is(err, c.err) {
			t.Fatalf("got %v, want %v", err, c.err)
		}
		if got, _ := os.ReadFile(path); string(got) != c.want {
			t.Errorf("after %q with error %v the file holds %q", c.content, c.err, got)
		}
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("%d files are left, want 1", len(left))
	}
	if err := atomicfile.Write(filepath.Join(dir, "none", "model"), text("x", nil)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}
