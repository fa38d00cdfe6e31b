// Errors that callers tell apart, and the error that locates a missing value.

package schema

import (
	"fmt"

	"github.com/gorgoflow/gorgoflow/train/table"
	"github.com/pkg/errors"
)

// Errors that callers tell apart with errors.Is.
var (
	// ErrMissing: a missing value in a column that refuses them; errors.Is finds it in every MissingError.
	ErrMissing = errors.New("schema: missing value")
	// ErrSettings: a column's description that contradicts itself, or the data.
	ErrSettings = errors.New("schema: description of a column does not fit")
	// ErrNotFitted: a schema that has changed since Fit.
	ErrNotFitted = errors.New("schema: changed since it was fitted; call Fit")
	// ErrCondition: samples of a schema with conditions that only the caller can provide.
	ErrCondition = errors.New("schema: conditions have to be given")
	// ErrShape: vectors of another width than the schema's.
	ErrShape = errors.New("schema: wrong number of entries")
)

// A MissingError is a missing value in a column that refuses them.
type MissingError struct {
	table.Place
	Column string
}

// Error names file, line and column, and what would be right.
func (e *MissingError) Error() string {
	return fmt.Sprintf("schema: %v, column %q has no value; set missing=drop to leave such rows out, or missing=mask to model them", e.Place, e.Column)
}

// Is reports ErrMissing.
func (e *MissingError) Is(target error) bool { return target == ErrMissing }
