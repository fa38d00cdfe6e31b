// Package atomicfile writes files that are whole or not there.
package atomicfile

import (
	"bufio"
	"io"
	"os"
	"path/filepath"

	"github.com/pkg/errors"
)

// Write calls content with a new file beside path, and gives it that name, which
// may be taken, once all of it is on the disk; then it sees to it that the name is on
// the disk too, where directories can be synced. A file that had the name hands on its
// permissions; others may be read by all. After an error path is as it was, and
// nothing is left beside it, also where content panics.
func Write(path string, content func(io.Writer) error) error {
	mode := modeOf(path)
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return errors.WithStack(err)
	}
	renamed := false
	defer func() {
		if !renamed {
			file.Close() // again, perhaps; Windows removes no file that is open
			os.Remove(file.Name())
		}
	}()
	if err := fill(file, content, mode); err != nil {
		return errors.Wrap(err, path)
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return errors.WithStack(err)
	}
	renamed = true
	syncDirectory(filepath.Dir(path))
	return nil
}

// CanWrite says before the work whether Write could put a file there: its error is
// the one to expect. It leaves path as it is.
func CanWrite(path string) error {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return errors.Errorf("%s is a directory, want the name of a file", path)
	}
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return errors.WithStack(err)
	}
	file.Close()
	return errors.WithStack(os.Remove(file.Name()))
}

// modeOf is the permissions for a file of this name.
func modeOf(path string) os.FileMode {
	if info, err := os.Stat(path); err == nil {
		return info.Mode().Perm()
	}
	return 0o644
}

func fill(file *os.File, content func(io.Writer) error, mode os.FileMode) error {
	buffer := bufio.NewWriter(file)
	if err := content(buffer); err != nil {
		return err
	}
	if err := buffer.Flush(); err != nil {
		return err
	}
	if err := file.Chmod(mode); err != nil { // CreateTemp's is private
		return err
	}
	if err := file.Sync(); err != nil {
		return err
	}
	return file.Close()
}

// syncDirectory puts the new name on the disk. The file is whole either way, and some
// systems cannot do it: an error is no failure of Write.
func syncDirectory(path string) {
	directory, err := openDirectory(path)
	if err != nil {
		return
	}
	directory.Sync()
	directory.Close()
}

// openDirectory can be replaced by tests, which see by it that the directory is synced.
var openDirectory = func(path string) (directory, error) { return os.Open(path) }

type directory interface {
	Sync() error
	Close() error
}
