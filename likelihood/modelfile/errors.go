// Errors: the sentinels, and the type that names the part of a file.

package modelfile

import (
	"fmt"

	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/pkg/errors"
)

// Errors of the Load functions and of Save, which callers tell apart with errors.Is.
var (
	// ErrUnusable: a file that is damaged, or is no model file of a known version.
	ErrUnusable = errors.New("likelihood: not a usable model file")
	// ErrUnknownKind: a field or base that no Register call has named, so that it can neither be saved nor loaded.
	ErrUnknownKind = fault.ErrUnknownKind
)

// Error names what in a model file cannot be used. It wraps ErrUnusable, and Cause if there is one.
type Error struct {
	Field string // where in the file, such as "version" or `flows[1].parameter "layers.0._layer.weight"`
	Value any    // the value in the file; nil if it is of no help
	Want  string // what would be right; "" if Cause says it
	Cause error  // the error of the part that could not use the value, such as a *dynamics.SettingError; may be nil
}

// Error names the field and the value, and what would be right.
func (e *Error) Error() string {
	message := fmt.Sprintf("%v: %s", ErrUnusable, e.Field)
	if e.Value != nil {
		message += fmt.Sprintf(" is %v", e.Value)
	}
	if e.Want != "" {
		message += ", want " + e.Want
	}
	if e.Cause != nil {
		message += fmt.Sprintf(": %v", e.Cause)
	}
	return message
}

// Unwrap returns ErrUnusable, and the cause if there is one.
func (e *Error) Unwrap() []error {
	if e.Cause == nil {
		return []error{ErrUnusable}
	}
	return []error{ErrUnusable, e.Cause}
}
