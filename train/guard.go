package train

import (
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/pkg/errors"
)

// guard, deferred, turns a panic into a *graph.PanicError: recorders, schedules and models may be the caller's own code.
func guard(place string, err *error) {
	if v := recover(); v != nil {
		*err = errors.WithStack(&graph.PanicError{Place: "train: " + place, Value: v})
	}
}
