// The errors of model files.

package likelihood

import (
	"github.com/gorgoflow/gorgoflow/likelihood/internal/container"
	"github.com/gorgoflow/gorgoflow/likelihood/modelfile"
	"github.com/pkg/errors"
)

func unusable(field string, value any, want string) error {
	return errors.WithStack(&modelfile.Error{Field: field, Value: value, Want: want})
}

// damaged marks errors from rebuilding a part of a file, except those that are not the file's fault.
func damaged(field string, err error) error {
	if err = misfits(err); err == nil || errors.Is(err, modelfile.ErrUnknownKind) || errors.Is(err, modelfile.ErrUnusable) {
		return err
	}
	return errors.WithStack(&modelfile.Error{Field: field, Cause: err})
}

// misfits turns errors of the container or of its parts into a *modelfile.Error, and leaves others unchanged.
func misfits(err error) error {
	var fault *container.Fault
	if !errors.As(err, &fault) {
		return err
	}
	return errors.WithStack(&modelfile.Error{Field: fault.Field, Value: fault.Value, Want: fault.Want, Cause: fault.Cause})
}
