// An input is read at any place as often as it is asked for, and leaves no copy behind.

package table_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"testing/iotest"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/pkg/errors"
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
	noneLeft(t)
	if err := in.Close(); err != nil {
		t.Error(err)
	}
}

// TestCopiesThatFailFailAgain holds an input that breaks off to its error: the part of it that was read is no file.
func TestCopiesThatFailFailAgain(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	broken := errors.New("broken")
	in, err := table.NewInput(io.MultiReader(bytes.NewReader(make([]byte, 1<<20)), iotest.ErrReader(broken)), "rows")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := in.ReaderAt(); !errors.Is(err, broken) {
			t.Errorf("error %v, want %v", err, broken)
		}
	}
	noneLeft(t)
	if err := in.Close(); err != nil {
		t.Error(err)
	}
}

// noneLeft fails where the folder of temporary files has any. Windows keeps the name of an open file until Close.
func noneLeft(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		return
	}
	if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) > 0 {
		t.Errorf("%v are left, error %v; want none", left, err)
	}
}

// TestNoRowsOfAFile: a file without rows is named, whether it has a header or nothing at all.
func TestNoRowsOfAFile(t *testing.T) {
	for _, text := range []string{"", "x,y\n"} {
		path := filepath.Join(t.TempDir(), "mine.csv")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := table.ReadFile(path, nil); !errors.Is(err, table.ErrNoRows) || err.Error() != path+": table: no rows" {
			t.Errorf("%q: got %v, want ErrNoRows of the file", text, err)
		}
	}
}
