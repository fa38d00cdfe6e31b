package likelihood

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/pkg/errors"
)

// guard, deferred, turns a panic into a *graph.PanicError: bases, fields and registered kinds are the caller's own code.
func guard(place string, err *error) {
	if v := recover(); v != nil {
		*err = errors.WithStack(&graph.PanicError{Place: "likelihood: " + place, Value: v})
	}
}

func checkContext(ctx context.Context) error {
	if ctx == nil {
		return errors.Wrap(ErrSettings, "the context is nil, want one, such as context.Background()")
	}
	return nil
}
