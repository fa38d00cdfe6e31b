// The outermost level of a model file, and the error that says what in it cannot be used.

package likelihood

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/pkg/errors"
)

// readOuter checks version and checksum of a file.
func readOuter(r io.Reader) (*modelFile, error) {
	if r == nil {
		return nil, errors.Wrap(ErrSettings, "loading a flow: no reader")
	}
	file := &modelFile{}
	content := json.NewDecoder(r)
	if err := content.Decode(file); err != nil {
		return nil, damaged("the file, which is not whole or not JSON", err)
	}
	if err := checkEnd(content); err != nil {
		return nil, err
	}
	if file.Format != fileFormat && file.Format != stackFormat {
		return nil, unusable("format", fmt.Sprintf("%q", file.Format), fmt.Sprintf("%q or %q", fileFormat, stackFormat))
	}
	if file.Version < 1 || file.Version > fileVersion {
		return nil, unusable("version", file.Version, fmt.Sprintf("1 to %d, which this program reads", fileVersion))
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, file.Model); err != nil {
		return nil, damaged("model", err)
	}
	if sum := checksum(compact.Bytes()); sum != file.Checksum {
		return nil, unusable("checksum", file.Checksum, fmt.Sprintf("%d, that of the content: the file is damaged", sum))
	}
	return file, nil
}

// checkEnd refuses anything but spaces behind the file's content, which no checksum is of.
func checkEnd(content *json.Decoder) error {
	end := content.InputOffset()
	if _, err := content.Token(); err != io.EOF {
		return errors.WithStack(&FileError{Field: "what follows the model", Want: fmt.Sprintf("nothing after byte %d", end), Cause: err})
	}
	return nil
}

// read reads the model that the file is of, which has to be of this format.
func (f *modelFile) read(format string, model any) error {
	if f.Format != format {
		return unusable("format", fmt.Sprintf("%q", f.Format), fmt.Sprintf("%q", format))
	}
	return damaged("model", json.Unmarshal(f.Model, model))
}

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

// Unwrap gives ErrModelFile, and the cause where there is one.
func (e *FileError) Unwrap() []error {
	if e.Cause == nil {
		return []error{ErrModelFile}
	}
	return []error{ErrModelFile, e.Cause}
}

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
