// Rows from a pipe with a name, as <(zcat rows.csv.gz) is for a shell.

package command_test

import (
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
	path := write(t, "rows.csv", text.String())
	folder, _ := fit(t, path)
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	if _, err := w.WriteString(text.String()); err != nil || w.Close() != nil {
		t.Fatal("the pipe takes no rows")
	}
	scores := func(data string) string {
		out := filepath.Join(t.TempDir(), "scores.csv")
		must(t, "score", filepath.Join(folder, "model.gorgoflow"), data, "-out", out)
		written, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		return string(written)
	}
	if got, want := scores(fmt.Sprint("/dev/fd/", r.Fd())), scores(path); got != want {
		t.Errorf("scores of the pipe are\n%s\nthose of the file\n%s", got, want)
	}
}
