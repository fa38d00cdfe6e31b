// Panics of a caller's code as errors.

package graph

import (
	"fmt"

	"github.com/pkg/errors"
)

// PanicError carries a panic of the caller's code: an operation (its SymDiff, InferShape, …), a field, a base, a loss.
type PanicError struct {
	Place string
	Value any
}

func (e *PanicError) Error() string { return fmt.Sprintf("%s panicked: %v", e.Place, e.Value) }

// Recover turns a panic into a *PanicError that names the place. Defer it in a function with a named error.
func Recover(place string, err *error) {
	if v := recover(); v != nil && err != nil {
		*err = errors.WithStack(&PanicError{Place: place, Value: v})
	}
}

// Guard calls code that may be the caller's and turns its panic into a *PanicError. A panic would otherwise end the
// process, if it happens in a goroutine of this module.
func Guard(place string, call func() error) (err error) {
	if call == nil {
		return errors.Wrapf(ErrNilNode, "%s: no function to call", place)
	}
	defer Recover(place, &err)
	return call()
}
