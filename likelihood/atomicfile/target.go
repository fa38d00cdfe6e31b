// The file that a path leads to, and whether it may be written.

package atomicfile

import (
	"io/fs"
	"os"
	"path/filepath"

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

// maxLinks bounds chains of links, as Linux does.
const maxLinks = 40

// find follows links, and refuses a target that must not be written.
func find(path string) (*target, error) {
	if path == "" {
		return nil, errors.Wrap(fs.ErrInvalid, "atomicfile: an empty path, want the name of a file")
	}
	t := &target{path: path}
	for range maxLinks {
		info, err := os.Lstat(t.path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return t, nil // a new file; creating it fails if its directory is missing
		case err != nil:
			return nil, errors.WithStack(err)
		case info.Mode()&fs.ModeSymlink == 0:
			t.exists, t.mode = true, info.Mode().Perm()
			return t, t.check(path, info)
		}
		next, err := os.Readlink(t.path)
		if err != nil {
			return nil, errors.WithStack(err)
		}
		if !filepath.IsAbs(next) {
			next = filepath.Join(realDirectory(t.path), next)
		}
		t.path = next
	}
	return nil, errors.Errorf("%s: more than %d symbolic links, one leading to the next; want at most so many", path, maxLinks)
}

// realDirectory returns the directory of a link without symbolic links: a relative link, such as "..", starts there.
func realDirectory(path string) string {
	if real, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
		return real
	}
	return filepath.Dir(path)
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
