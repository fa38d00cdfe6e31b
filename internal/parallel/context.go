// Contexts: functions refuse nil ones, and long loops end with theirs.

package parallel

import (
	"context"

	"github.com/pkg/errors"
)

// Given returns refused, wrapped, if ctx is nil.
func Given(ctx context.Context, refused error) error {
	if ctx == nil {
		return errors.Wrap(refused, "the context is nil, want one, such as context.Background()")
	}
	return nil
}

// between is the number of rows after which a loop checks its context: a check costs about as much as a short row.
const between = 32

// Ended returns the context's error, for a loop that has reached row i; it checks only every few rows.
func Ended(ctx context.Context, i int) error {
	if i%between != 0 || ctx.Err() == nil {
		return nil
	}
	return errors.WithStack(ctx.Err())
}
