// Errors: sentinels, and types that name file, line, column and text.

package table

import (
	"fmt"
	"strings"

	"github.com/pkg/errors"
)

// Errors that callers tell apart with errors.Is. The errors that wrap them name file, line, column and text.
var (
	// ErrSettings: options that contradict themselves or the file.
	ErrSettings = errors.New("table: settings do not fit")
	// ErrFormat: a file of a format without a reader; errors.Is finds it in every FormatError.
	ErrFormat = errors.New("table: format is not read here")
	// ErrNoColumn: a column that the table does not have.
	ErrNoColumn = errors.New("table: no such column")
	// ErrSameColumn: two columns of one name, or one column chosen twice.
	ErrSameColumn = errors.New("table: column stands twice")
	// ErrColumnType: a column of a type that a table cannot hold, such as lists.
	ErrColumnType = errors.New("table: type of the column is not read here")
	// ErrNoRows: a table without rows.
	ErrNoRows = errors.New("table: no rows")
	// ErrLength: columns of different lengths.
	ErrLength = errors.New("table: columns of different lengths")
	// ErrHeader: it cannot be decided whether the first row is a header.
	ErrHeader = errors.New("table: cannot tell whether the first row is a header")
	// ErrLongRow: a row of megabytes, such as an unclosed quote makes.
	ErrLongRow = errors.New("table: row without end")
	// ErrOnce: a source that can be read only once, such as standard input, was opened a second time.
	ErrOnce = errors.New("table: cannot be read twice")
)

// Place is a position in a file. Zero fields are unknown.
type Place struct {
	File  string
	Line  int64 // of the decompressed text, from 1
	Group int   // row group or record batch, from 1
	Row   int64 // of the data, from 1
}

// String lists the known fields.
func (p Place) String() string {
	var parts []string
	if p.File != "" {
		parts = append(parts, p.File)
	}
	if p.Line > 0 {
		parts = append(parts, fmt.Sprint("line ", p.Line))
	}
	if p.Group > 0 {
		parts = append(parts, fmt.Sprint("row group ", p.Group))
	}
	if p.Row > 0 && p.Line == 0 {
		parts = append(parts, fmt.Sprint("row ", p.Row))
	}
	return strings.Join(parts, ", ")
}

// A FieldError is a field that does not have its column's type.
type FieldError struct {
	Place
	Column string // "" if the text is a whole line
	Text   string // as in the file
	Want   string // what would be right
}

// Error names file, line, column and text, and what would be right.
func (e *FieldError) Error() string {
	column := ""
	if e.Column != "" {
		column = fmt.Sprintf(", column %q", e.Column)
	}
	return fmt.Sprintf("table: %v%s: %q is not %s", e.Place, column, shorten(e.Text), e.Want)
}

// A RowError is a row with more or fewer fields than the first one.
type RowError struct {
	Place
	Fields, Want int

	advice string // where all rows have other fields than the first one
}

// Error names file and line.
func (e *RowError) Error() string {
	return fmt.Sprintf("table: %v has %d fields where the first row has %d%s", e.Place, e.Fields, e.Want, e.advice)
}

// A ColumnError is a column that is missing, occurs twice, or has a type that is not read. It wraps ErrNoColumn,
// ErrSameColumn or ErrColumnType.
type ColumnError struct {
	File   string
	Column string
	Have   []string // names of the existing columns
	Type   string   // for ErrColumnType: the format's name of the type
	Cause  error
}

// Error names the column and the existing ones.
func (e *ColumnError) Error() string {
	where := ""
	if e.File != "" {
		where = e.File + ": "
	}
	if e.Type != "" {
		return fmt.Sprintf("%v: %scolumn %q is %s; choose other columns", e.Cause, where, e.Column, e.Type)
	}
	return fmt.Sprintf("%v: %s%q; there are %d: %s%s", e.Cause, where, e.Column, len(e.Have), shorten(strings.Join(e.Have, ", ")), e.advice())
}

// advice says what would be right where two columns have one name. A column that is chosen twice is there once.
func (e *ColumnError) advice() string {
	named := 0
	for _, name := range e.Have {
		if strings.EqualFold(name, strings.TrimSpace(e.Column)) {
			named++
		}
	}
	if e.Cause != ErrSameColumn || named < 2 {
		return ""
	}
	return "; rename one of them"
}

// Unwrap returns the sentinel.
func (e *ColumnError) Unwrap() error { return e.Cause }

// A FormatError is a file of a format without a reader, or to be written without a writer.
type FormatError struct {
	File   string
	Format string // its name
	Hint   string // advice

	writing bool // it is to be written
}

// Error names the format and gives advice.
func (e *FormatError) Error() string {
	what := "read"
	if e.writing {
		what = "written"
	}
	return fmt.Sprintf("table: %s is %s, which is not %s here: %s", e.File, e.Format, what, e.Hint)
}

// Is reports ErrFormat.
func (e *FormatError) Is(target error) bool { return target == ErrFormat }

// shownBytes bounds what a message quotes from a file.
const shownBytes = 200

func shorten(text string) string {
	if len(text) <= shownBytes {
		return text
	}
	return strings.ToValidUTF8(text[:shownBytes], "") + "…"
}
