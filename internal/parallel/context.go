// Contexts: one is needed, and long loops end with it.

package parallel

import (
	"context"

	"github.com/pkg/errors"
)

// Given is refused, wrapped, where there is no context.
func Given(ctx context.Context, refused error) error {
	if ctx == nil {
		return errors.Wrap(refused, "the context is nil, want one, such as context.Background()")
	}
	return nil
}

// between is how many rows a loop takes from one look at its context to the next: a look costs about as much as a short row.
const between = 32

// Ended is the context's error, for a loop that has come to row i; it looks only now and then.
func Ended(ctx context.Context, i int) error {
	if i%between != 0 || ctx.Err() == nil {
		return nil
	}
	return errors.WithStack(ctx.Err())
}
