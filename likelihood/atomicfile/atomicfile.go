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
// may be taken, once all of it is on the disk. After an error path is as it was.
func Write(path string, content func(io.Writer) error) error {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return errors.WithStack(err)
	}
	defer os.Remove(file.Name()) // of no effect once it is renamed
	if err := fill(file, content); err != nil {
		file.Close()
		return errors.Wrap(err, path)
	}
	if err := file.Close(); err != nil {
		return errors.WithStack(err)
	}
	return errors.WithStack(os.Rename(file.Name(), path))
}

func fill(file *os.File, content func(io.Writer) error) error {
	buffer := bufio.NewWriter(file)
	if err := content(buffer); err != nil {
		return err
	}
	if err := buffer.Flush(); err != nil {
		return err
	}
	if err := file.Chmod(0o644); err != nil { // CreateTemp's is private
		return err
	}
	return file.Sync()
}
