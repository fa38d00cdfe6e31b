// A file after writes: whole, or what it was before.

package atomicfile_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood/atomicfile"
)

// text returns a function that writes s and then returns err.
func text(s string, err error) func(io.Writer) error {
	return func(w io.Writer) error {
		io.WriteString(w, s)
		return err
	}
}

// TestWrite: a write that succeeds replaces the file, and a write that fails leaves the file as it was. Neither leaves
// another file.
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
			t.Errorf("after %q with error %v the file holds %q, want %q", c.content, c.err, got, c.want)
		}
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("%d files are left, want 1", len(left))
	}
	if err := atomicfile.Write(filepath.Join(dir, "none", "model"), text("x", nil)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("in a directory that is not there: error %v, want %v", err, os.ErrNotExist)
	}
}
