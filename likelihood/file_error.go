package likelihood

import (
	"fmt"

	"github.com/pkg/errors"
)

// FileError names what in a model file cannot be used. It is ErrModelFile, and Cause where there is one.
type FileError struct {
	Field string // where in the file, such as "version" or `flows[1].parameter "layers.0._layer.weight"`
	Value any    // what stands there; nil where that says nothing
	Want  string // what would be right; "" where Cause says it
	Cause error  // of who could not use it, such as a *dynamics.SettingError; may be nil
}

// Error says where, what, and what would be right.
func (e *FileError) Error() string {
	message := fmt.Sprintf("%v: %s", ErrModelFile, e.Field)
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

// Is reports ErrModelFile.
func (e *FileError) Is(target error) bool { return target == ErrModelFile }

// Unwrap gives the cause.
func (e *FileError) Unwrap() error { return e.Cause }

func unusable(field string, value any, want string) error {
	return errors.WithStack(&FileError{Field: field, Value: value, Want: want})
}

// damaged marks errors from rebuilding a part of a file, but keeps those that are not the file's fault.
func damaged(field string, err error) error {
	if err == nil || errors.Is(err, ErrUnknownKind) || errors.Is(err, ErrModelFile) {
		return err
	}
	return errors.WithStack(&FileError{Field: field, Cause: err})
}
