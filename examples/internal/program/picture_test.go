// Outputs that are tried before the work, and prints that fail.

package program_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/gorgoflow/gorgoflow/examples/internal/program"
	"github.com/pkg/errors"
)

// TestOutputIsTried: a folder is made and left empty. A folder in the place of a file, and a file in the place of the
// folder, are refused.
func TestOutputIsTried(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "a", "b")
	if err := program.Output(folder, "one.png", "two.png"); err != nil {
		t.Error(err)
	}
	if files, err := os.ReadDir(folder); err != nil || len(files) > 0 {
		t.Errorf("%v, %v; want an empty folder", files, err)
	}
	if program.Output(filepath.Dir(folder), "one.png", "b") == nil {
		t.Error("a folder where a file is to be: no error")
	}
	if err := os.WriteFile(filepath.Join(folder, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if program.Output(filepath.Join(folder, "file"), "one.png") == nil {
		t.Error("a file where the folder is to be: no error")
	}
}

// full takes one write.
type full struct{ bytes.Buffer }

func (f *full) Write(b []byte) (int, error) {
	if f.Len() > 0 {
		return 0, io.ErrShortWrite
	}
	return f.Buffer.Write(b)
}

// TestPrintedKeepsTheError: the error of a write stays, whatever is written then.
func TestPrintedKeepsTheError(t *testing.T) {
	p := &program.Printed{Writer: &full{}}
	io.WriteString(p, "one")
	if p.Err != nil {
		t.Error(p.Err)
	}
	io.WriteString(p, "two")
	io.WriteString(p, "")
	if !errors.Is(p.Err, io.ErrShortWrite) {
		t.Errorf("%v, want %v", p.Err, io.ErrShortWrite)
	}
}
