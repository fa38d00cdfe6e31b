// Panics of a caller's own code become errors.

package graph

import (
	"fmt"

	"github.com/pkg/errors"
)

// PanicError carries a panic of the caller's own code: an operation (its SymDiff, InferShape, …), a field, a base, a loss.
type PanicError struct {
	Place string
	Value any
}

func (e *PanicError) Error() string { return fmt.Sprintf("%s panicked: %v", e.Place, e.Value) }

// Recover, deferred by a function with a named error, makes a panic on the way a *PanicError that names the place.
func Recover(place string, err *error) {
	if v := recover(); v != nil && err != nil {
		*err = errors.WithStack(&PanicError{Place: place, Value: v})
	}
}

// Guard calls what may be the caller's own code. Its panic, which would end the process in a goroutine of ours, becomes
// a *PanicError.
func Guard(place string, call func() error) (err error) {
	if call == nil {
		return errors.Wrapf(ErrNilNode, "%s: no function to call", place)
	}
	defer Recover(place, &err)
	return call()
}
