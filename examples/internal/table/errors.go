package table

import (
	"fmt"

	"github.com/pkg/errors"
)

// What may be wrong with a file as a whole.
var (
	ErrNoColumn = errors.New("table: no such column")
	ErrNoRows   = errors.New("table: no rows of numbers")
)

// A RowError is a row with more or fewer fields than the first one.
type RowError struct {
	Line         int // in the decompressed text, from 1
	Fields, Want int
}

// Error names the line.
func (e *RowError) Error() string {
	return fmt.Sprintf("table: line %d has %d fields where the first line has %d", e.Line, e.Fields, e.Want)
}

// A FieldError is a field that is not a finite number.
type FieldError struct {
	Line   int    // in the decompressed text, from 1
	Column string // its name
	Value  string // as it stands in the file
}

// Error names the line, the column and the value.
func (e *FieldError) Error() string {
	return fmt.Sprintf("table: line %d, %s: %q is not a finite number", e.Line, e.Column, e.Value)
}
