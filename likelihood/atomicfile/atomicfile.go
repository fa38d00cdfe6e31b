// Package atomicfile writes files that are either complete or absent.
package atomicfile

import (
	"bufio"
	"io"
	"os"
	"path/filepath"

	"github.com/pkg/errors"
)

// Write calls content with a new file beside path. When all of it is on the disk, it renames the file to path, and
// syncs the directory if that is possible. After an error, and after a panic of content, path is unchanged and no
// temporary file is left. Write also removes temporary files that killed writers have left beside path.
//
// Write follows a symbolic link: it writes the link's target, and the link stays. An existing file must be writable
// (fs.ErrPermission), and the new one gets its permissions; otherwise the umask decides. Errors: ErrNotRegular if path is
// anything but a file, such as a directory, a pipe or a device; os.ErrInvalid for a nil content or an empty path.
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
		file.Close() // a second time, perhaps; Windows does not remove an open file
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

// CanWrite returns the error that Write would return, except errors of content. It does not change path.
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
	return nil // its lock is held until it is renamed
}

// syncDirectory writes the new name to the disk. Without it the file is complete too, and some systems cannot do it, so its
// errors are ignored.
func syncDirectory(path string) {
	directory, err := openDirectory(path)
	if err != nil {
		return
	}
	directory.Sync()
	directory.Close()
}

// openDirectory is a variable so that tests can see that the directory is synced.
var openDirectory = func(path string) (directory, error) { return os.Open(path) }

type directory interface {
	Sync() error
	Close() error
}
