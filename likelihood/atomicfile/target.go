// This file finds the file that a path stands for, and says whether it may be written.

package atomicfile

import (
	"io/fs"
	"os"
	"path/filepath"

	"github.com/pkg/errors"
)

// ErrNotRegular: the name is taken by something that is no file.
var ErrNotRegular = errors.New("atomicfile: not a regular file")

// target is where a path leads to.
type target struct {
	path   string // without a symbolic link at its end
	exists bool
	mode   os.FileMode // permissions, if it exists
}

// maxLinks bounds the links from one to the next, as Linux does.
const maxLinks = 40

// find follows links, and refuses what is not to be written.
func find(path string) (*target, error) {
	t := &target{path: path}
	for range maxLinks {
		info, err := os.Lstat(t.path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return t, nil // to be made; where its directory is missing, making it says so
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

// realDirectory is the directory of a link with links on the way there followed: ".." in a
// link's text counts from there.
func realDirectory(path string) string {
	if real, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
		return real
	}
	return filepath.Dir(path)
}

// check refuses what is no file, and what its permissions protect: from everyone by its
// mode, root too, or from this program.
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
