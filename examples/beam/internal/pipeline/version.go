// Versions of files, which may be replaced between two of their pieces.

package pipeline

import (
	"context"
	"fmt"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"
	"github.com/pkg/errors"
)

// version is the size of a file, and the time at which it was written where its file system knows that.
func version(ctx context.Context, path string) (string, error) {
	fs, err := filesystem.New(ctx, path)
	if err != nil {
		return "", err
	}
	defer fs.Close()
	size, err := fs.Size(ctx, path)
	if err != nil {
		return "", errors.WithMessage(err, path)
	}
	of, ok := fs.(filesystem.LastModifiedGetter)
	if !ok {
		return fmt.Sprint(size), nil
	}
	at, err := of.LastModified(ctx, path)
	return fmt.Sprint(size, " ", at.UnixNano()), errors.WithMessage(err, path)
}

// isStill refuses a row group of a file that has changed since its row groups were listed.
func (p Piece) isStill(ctx context.Context) error {
	if p.Group == 0 {
		return nil
	}
	now, err := version(ctx, p.Path)
	if err == nil && now != p.Version {
		err = errors.Errorf("%s has changed while it was scored; score it again, or a copy of it", p.Path)
	}
	return err
}
