// Rows from a pipe with a name, as <(zcat rows.csv.gz) is for a shell.

package command_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestScoreAPipe: all rows of a pipe are scored, which can be read once, as those of a file are. Of rows without names a
// second opening would give the later ones alone.
func TestScoreAPipe(t *testing.T) {
	if _, err := os.Stat("/dev/fd"); err != nil {
		t.Skip("no names of pipes")
	}
	var text strings.Builder
	for i := range 40 {
		fmt.Fprintf(&text, "%d.5\n", i*i%17)
	}
	path, further := write(t, "rows.csv", text.String()), write(t, "further.csv", text.String())
	folder, _ := fit(t, path)
	pipe := func() string {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { r.Close() })
		if _, err := w.WriteString(text.String()); err != nil || w.Close() != nil {
			t.Fatal("the pipe takes no rows")
		}
		return fmt.Sprint("/dev/fd/", r.Fd())
	}
	scores := func(data ...string) string {
		out := filepath.Join(t.TempDir(), "scores.csv")
		must(t, append([]string{"score", filepath.Join(folder, "model.gorgoflow"), "-out", out}, data...)...)
		written, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range data {
			written = bytes.ReplaceAll(written, []byte(name), []byte("rows"))
		}
		return string(written)
	}
	if got, want := scores(pipe()), scores(path); got != want {
		t.Errorf("scores of the pipe are\n%s\nthose of the file\n%s", got, want)
	}
	if got, want := scores(pipe(), pipe()), scores(path, further); got != want {
		t.Errorf("scores of two pipes are\n%s\nthose of the files\n%s", got, want)
	}
}
