// The sync of the directory of a written file.

package atomicfile

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// watchedDirectory records whether it was synced and closed, and whether the file had its name at the sync.
type watchedDirectory struct {
	synced, closed bool
	path           string
	found          bool
}

func (d *watchedDirectory) Sync() error {
	_, err := os.Stat(d.path)
	d.synced, d.found = true, err == nil
	return errors.New("directories cannot be synced here")
}

func (d *watchedDirectory) Close() error {
	d.closed = true
	return nil
}

// TestWriteSyncsTheDirectory: Write syncs the directory once the file has its name. A directory that cannot be synced
// or opened is no error.
func TestWriteSyncsTheDirectory(t *testing.T) {
	path := filepath.Join(t.TempDir(), "model")
	was := openDirectory
	defer func() { openDirectory = was }()
	d := &watchedDirectory{path: path}
	content := func(w io.Writer) error {
		_, err := io.WriteString(w, "one")
		return err
	}
	openDirectory = func(name string) (directory, error) {
		if name != filepath.Dir(path) {
			t.Errorf("%s is synced, want %s", name, filepath.Dir(path))
		}
		return d, nil
	}
	if err := Write(path, content); err != nil || !d.synced || !d.found || !d.closed {
		t.Errorf("%+v, error %v", d, err)
	}
	openDirectory = func(string) (directory, error) { return nil, os.ErrPermission }
	if err := Write(path, content); err != nil {
		t.Error(err)
	}
}

// TestDirectoriesCanBeSynced: a real directory is opened and synced.
func TestDirectoriesCanBeSynced(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("not on Windows")
	}
	d, err := openDirectory(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Sync(); err != nil {
		t.Error(err)
	}
}
