// Runs of the command, and files for them.

package command_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/examples/density/internal/command"
)

// small holds flags of a fit that is as short as it can be.
var small = []string{"-quiet", "-iterations", "4", "-batch", "64", "-hidden", "8,8", "-samples", "50"}

// density runs the program. It returns the output as text, the error stream as said, and the exit code.
func density(t *testing.T, args ...string) (text, said string, code int) {
	t.Helper()
	var out, errs bytes.Buffer
	code = command.Run(context.Background(), args, command.Streams{Out: &out, Err: &errs})
	return out.String(), errs.String(), code
}

// must returns the output of a run that has to succeed.
func must(t *testing.T, args ...string) string {
	t.Helper()
	text, said, code := density(t, args...)
	if code != 0 {
		t.Fatalf("%v ends with %d: %s", args, code, said)
	}
	return text
}

// refused runs what has to fail before any training, with one line on the error stream that contains all of the words.
func refused(t *testing.T, args []string, words ...string) {
	t.Helper()
	text, said, code := density(t, args...)
	if code != 1 && code != 2 || strings.Count(said, "\n") != 1 || !strings.HasPrefix(said, "density: ") {
		t.Errorf("%v ends with %d and says %q", args, code, said)
	}
	for _, word := range words {
		if !strings.Contains(said, word) {
			t.Errorf("%v says %q, want %q", args, said, word)
		}
	}
	if strings.Contains(text, "training completed") {
		t.Errorf("%v is refused after the training", args)
	}
}

// fit runs a short fit and returns its folder and its output.
func fit(t *testing.T, args ...string) (folder, text string) {
	t.Helper()
	folder = filepath.Join(t.TempDir(), "out")
	return folder, must(t, append(append(append([]string{"fit"}, args...), small...), "-out", folder)...)
}

// model runs a short fit and returns the path of the model's file.
func model(t *testing.T, args ...string) string {
	t.Helper()
	folder, _ := fit(t, args...)
	return filepath.Join(folder, "model.gorgoflow")
}

// write makes a file and returns its path.
func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// contents returns the contents of a file.
func contents(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// line returns the line that starts with a text.
func line(t *testing.T, text, start string) string {
	t.Helper()
	for _, l := range strings.Split(text, "\n") {
		if strings.HasPrefix(l, start) {
			return l
		}
	}
	t.Fatalf("no line starts with %q in\n%s", start, text)
	return ""
}
