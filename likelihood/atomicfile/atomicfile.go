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
// the disk too, where directories can be synced. After an error path is as it was, and
// nothing is left beside it, also where content panics. What a writer that was killed has
// left beside path is removed.
//
// A symbolic link is followed: what it leads to is written, and it stays. A file that has
// the name hands on its permissions, and must have that to be written (fs.ErrPermission); a
// new one has those that the umask leaves. ErrNotRegular where the name is that of anything
// but a file: a directory, a pipe, a device; os.ErrInvalid where there is no content.
func Write(path string, content func(io.Writer) error) error {
	if content == nil {
		return errors.Wrap(os.ErrInvalid, path+": no content")
	}
	t, err := find(path)
	if err != nil {
		return err
	}
	removeAbandoned(t.path)
	file, err := create(t)
	if err != nil {
		return err
	}
	renamed := false
	defer func() {
		file.Close() // again, perhaps; Windows removes no file that is open
		if !renamed {
			os.Remove(file.Name())
		}
	}()
	if err := fill(file, content, t); err != nil {
		return errors.Wrap(err, path)
	}
	if err := os.Rename(file.Name(), t.path); err != nil {
		return errors.WithStack(err)
	}
	renamed = true
	syncDirectory(filepath.Dir(t.path))
	return nil
}

// CanWrite says before the work whether Write could put a file there: its error is
// the one to expect. It leaves path as it is.
func CanWrite(path string) error {
	t, err := find(path)
	if err != nil {
		return err
	}
	removeAbandoned(t.path)
	file, err := create(t)
	if err != nil {
		return err
	}
	file.Close()
	return errors.WithStack(os.Remove(file.Name()))
}

func fill(file *os.File, content func(io.Writer) error, t *target) error {
	buffer := bufio.NewWriter(file)
	if err := content(buffer); err != nil {
		return err
	}
	if err := buffer.Flush(); err != nil {
		return err
	}
	if t.exists {
		if err := file.Chmod(t.mode); err != nil {
			return err
		}
	}
	if err := file.Sync(); err != nil {
		return err
	}
	if closeToRename {
		return file.Close()
	}
	return nil // its lock is held until it has its name
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
