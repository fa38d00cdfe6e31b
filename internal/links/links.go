// Package links follows symbolic links to files that need not exist yet.
package links

import (
	"io/fs"
	"os"
	"path/filepath"

	"github.com/pkg/errors"
)

// most bounds chains of links, as Linux does.
const most = 40

// Follow returns the path without a symbolic link as its last element, and what is there; nil for a file that does not
// exist yet.
func Follow(path string) (file string, there os.FileInfo, err error) {
	file = path
	for range most {
		there, err := os.Lstat(file)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return file, nil, nil
		case err != nil:
			return "", nil, errors.WithStack(err)
		case there.Mode()&fs.ModeSymlink == 0:
			return file, there, nil
		}
		next, err := os.Readlink(file)
		if err != nil {
			return "", nil, errors.WithStack(err)
		}
		if !filepath.IsAbs(next) {
			next = filepath.Join(realDirectory(file), next)
		}
		file = next
	}
	return "", nil, errors.Errorf("%s: more than %d symbolic links, one leading to the next; want at most so many", path, most)
}

// realDirectory returns the directory of a link without symbolic links: a relative link, such as "..", starts there.
func realDirectory(path string) string {
	if real, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
		return real
	}
	return filepath.Dir(path)
}

// Name is one name for all paths that lead to a file: absolute, and without symbolic links.
func Name(path string) string {
	if file, _, err := Follow(path); err == nil {
		path = file
	}
	if whole, err := filepath.Abs(path); err == nil {
		path = whole
	}
	return filepath.Join(realDirectory(path), filepath.Base(path))
}
