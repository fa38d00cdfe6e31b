// Local copies of files of Beam's file systems, for packages that read and write only paths.

package pipeline

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"
	"github.com/pkg/errors"
)

// isLocal says that a path needs no file system.
func isLocal(path string) bool { return !strings.Contains(path, "://") }

// local is the copy of one file of another file system.
type local struct{ of, path string }

// copy returns a path at which a file can be read: its own path, or that of a local copy. The copy stays until copy is
// called for another file.
func (l *local) copy(ctx context.Context, path string) (string, error) {
	if isLocal(path) {
		return path, nil
	}
	if l.of == path {
		return l.path, nil
	}
	if err := l.forget(); err != nil {
		return "", err
	}
	file, err := os.CreateTemp("", "density-*"+filepath.Ext(path))
	if err != nil {
		return "", errors.WithStack(err)
	}
	defer file.Close()
	l.of, l.path = path, file.Name()
	if err := download(ctx, path, file); err != nil {
		l.forget()
		return "", errors.WithMessage(err, path)
	}
	return l.path, nil
}

// forget removes the copy.
func (l *local) forget() error {
	if l.of == "" {
		return nil
	}
	path := l.path
	*l = local{}
	return errors.WithStack(os.Remove(path))
}

func download(ctx context.Context, path string, to io.Writer) error {
	fs, err := filesystem.New(ctx, path)
	if err != nil {
		return err
	}
	defer fs.Close()
	from, err := fs.OpenRead(ctx, path)
	if err != nil {
		return err
	}
	defer from.Close()
	_, err = io.Copy(to, from)
	return err
}

// written lets content make a local file, and puts the whole file at a path of any file system. content reports whether
// it has made the file.
func written(ctx context.Context, path string, content func(file string) (bool, error)) error {
	if isLocal(path) {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return errors.WithStack(err)
		}
		_, err := content(path)
		return err
	}
	folder, err := os.MkdirTemp("", "density-")
	if err != nil {
		return errors.WithStack(err)
	}
	defer os.RemoveAll(folder)
	file := filepath.Join(folder, filepath.Base(path))
	if made, err := content(file); err != nil || !made {
		return err
	}
	return errors.WithMessage(upload(ctx, file, path), path)
}

// upload copies a local file to a path of any file system. File systems of objects show an object only when it is whole.
func upload(ctx context.Context, file, path string) error {
	from, err := os.Open(file)
	if err != nil {
		return errors.WithStack(err)
	}
	defer from.Close()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	fs, err := filesystem.New(ctx, path)
	if err != nil {
		return err
	}
	defer fs.Close()
	to, err := fs.OpenWrite(ctx, path)
	if err != nil {
		return err
	}
	if _, err := io.Copy(to, from); err != nil {
		cancel() // a partly written object is not to appear
		to.Close()
		return err
	}
	return to.Close()
}
