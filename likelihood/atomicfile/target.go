// The file that a path leads to, and whether it may be written.

package atomicfile

import (
	"io/fs"
	"os"

	"github.com/gorgoflow/gorgoflow/internal/links"
	"github.com/pkg/errors"
)

// ErrNotRegular: the path is not that of a regular file.
var ErrNotRegular = errors.New("atomicfile: not a regular file")

// target is the file that a path leads to.
type target struct {
	path   string // without a symbolic link as its last element
	exists bool
	mode   os.FileMode // permissions, if the file exists
}

// find follows links, and refuses a target that must not be written.
func find(path string) (*target, error) {
	if path == "" {
		return nil, errors.Wrap(fs.ErrInvalid, "atomicfile: an empty path, want the name of a file")
	}
	file, there, err := links.Follow(path)
	if err != nil {
		return nil, err
	}
	t := &target{path: file}
	if there == nil { // a new file; creating it fails if its directory is missing
		return t, nil
	}
	t.exists, t.mode = true, there.Mode().Perm()
	return t, t.check(path, there)
}

// check refuses targets that are no files, and files that permissions protect: read-only files, even from root, and files
// that this program may not write.
func (t *target) check(path string, info os.FileInfo) error {
	switch {
	case info.IsDir():
		return errors.Wrapf(ErrNotRegular, "%s is a directory, want the name of a file", path)
	case !info.Mode().IsRegular():
		return errors.Wrapf(ErrNotRegular, "%s has mode %v, want a regular file or a name that is free", path, info.Mode())
	case t.mode&0o222 == 0:
		return errors.Wrapf(fs.ErrPermission, "%s has mode %v: it is read-only, want one that may be written", path, info.Mode())
	}
	file, err := os.OpenFile(t.path, os.O_WRONLY, 0)
	if err != nil {
		return errors.WithStack(err)
	}
	return errors.WithStack(file.Close())
}
