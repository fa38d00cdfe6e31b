// Failed writes, permissions, and the failures that CanWrite foresees.

package atomicfile_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood/atomicfile"
)

func one(w io.Writer) error {
	_, err := io.WriteString(w, "one")
	return err
}

// TestWriteKeepsPermissions: a file that is replaced keeps its permissions, since somebody has chosen who may read the
// file.
func TestWriteKeepsPermissions(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("not on Windows")
	}
	path := filepath.Join(t.TempDir(), "model")
	for _, mode := range []os.FileMode{0o644, 0o600, 0o640, 0o664, 0o200} {
		if err := atomicfile.Write(path, one); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		if err := atomicfile.Write(path, one); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != mode {
			t.Errorf("permissions were %o, are %v", mode, info.Mode())
		}
	}
}

// TestNothingIsLeftAfterFailures: after any failure the file is unchanged, and no temporary file is left.
func TestNothingIsLeftAfterFailures(t *testing.T) {
	broken := errors.New("broken")
	for name, fail := range map[string]func(dir string) (path string, content func(io.Writer) error){
		"content": func(dir string) (string, func(io.Writer) error) {
			return dir + "/model", func(io.Writer) error { return broken }
		},
		"rename": func(dir string) (string, func(io.Writer) error) { return dir + "/directory", one },
		"panic": func(dir string) (string, func(io.Writer) error) {
			return dir + "/model", func(io.Writer) error { panic(broken) }
		},
		"closed file": func(dir string) (string, func(io.Writer) error) { return dir + "/model", closing(dir) },
	} {
		dir := t.TempDir()
		if err := os.MkdirAll(filepath.Join(dir, "directory", "full"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := atomicfile.Write(filepath.Join(dir, "model"), one); err != nil {
			t.Fatal(err)
		}
		path, content := fail(dir)
		if err := writeOrPanic(path, content); err == nil {
			t.Errorf("%s: no error", name)
		}
		entries, _ := os.ReadDir(dir)
		text, _ := os.ReadFile(filepath.Join(dir, "model"))
		if len(entries) != 2 || string(text) != "one" {
			t.Errorf("%s: %v are left, want model and directory; the file holds %q, want \"one\"", name, entries, text)
		}
	}
}

func writeOrPanic(path string, content func(io.Writer) error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = v.(error)
		}
	}()
	return atomicfile.Write(path, content)
}

// closing removes the temporary file while it is written, so that it can no longer be renamed.
func closing(dir string) func(io.Writer) error {
	return func(w io.Writer) error {
		names, _ := filepath.Glob(filepath.Join(dir, ".model.*"))
		for _, name := range names {
			os.Remove(name)
		}
		return one(w)
	}
}

// TestEmptyPath: CanWrite and Write refuse an empty path, which is no name in the working directory.
func TestEmptyPath(t *testing.T) {
	for name, err := range map[string]error{"CanWrite": atomicfile.CanWrite(""), "Write": atomicfile.Write("", one)} {
		if !errors.Is(err, os.ErrInvalid) {
			t.Errorf("%s: %v, want os.ErrInvalid", name, err)
		}
	}
}

// TestCanWrite: CanWrite foresees whether Write fails, and leaves no file.
func TestCanWrite(t *testing.T) {
	dir := t.TempDir()
	for path, want := range map[string]bool{"model": true, ".": false, filepath.Join("none", "model"): false} {
		path = filepath.Join(dir, path)
		if err := atomicfile.CanWrite(path); (err == nil) != want || (atomicfile.Write(path, one) == nil) != want {
			t.Errorf("%s: error %v, want that it can be written: %v", path, err, want)
		}
		os.Remove(filepath.Join(dir, "model"))
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 0 {
		t.Errorf("%v is left", entries)
	}
}
