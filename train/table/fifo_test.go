//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

// Pipes in folders.

package table_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/table"
)

// TestPipesInFolders: a pipe is read though one of another name, which has been read and removed, had its number.
func TestPipesInFolders(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"first", "second", "third"} {
		path := filepath.Join(folder, name)
		if err := syscall.Mkfifo(path, 0o600); err != nil {
			t.Skip(err)
		}
		written := make(chan error)
		go func() { written <- os.WriteFile(path, []byte("1,2\n3,4\n5,6\n"), 0o600) }()
		got, err := table.ReadAll(table.File{Path: path})
		if err != nil {
			t.Fatalf("the %s pipe: %v", name, err)
		}
		must(t, <-written)
		if got.Rows() != 3 {
			t.Errorf("the %s pipe has %d rows, want 3", name, got.Rows())
		}
		must(t, os.Remove(path))
	}
}
