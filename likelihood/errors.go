// Errors: the sentinels, and the types that locate an entry or rows of a batch.

package likelihood

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/gorgoflow/gorgoflow/internal/entries"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/pkg/errors"
)

// Errors that callers tell apart with errors.Is. The messages that wrap them name the row, column or value, and what
// would be right.
var (
	// ErrEmpty: a batch without rows, or a flow without dimensions.
	ErrEmpty = fault.ErrEmpty
	// ErrWidth: a row with a wrong number of columns, as in a ragged batch.
	ErrWidth = entries.ErrWidth
	// ErrNotFinite: NaN or infinity in data, conditions, probes, parameters or settings.
	ErrNotFinite = fault.ErrNotFinite
	// ErrNegative: a row with a negative weight.
	ErrNegative = entries.ErrNegative
	// ErrSettings: settings that contradict themselves or the field.
	ErrSettings = fault.ErrSettings
	// ErrNoScore: a gradient was asked for, and the base has no gradient of its log-density.
	ErrNoScore = errors.New("likelihood: base has no score")
	// ErrCondition: a conditional flow without conditions, or conditions for a flow without any.
	ErrCondition = errors.New("likelihood: condition does not fit the flow")
)

// DataError locates an entry of a batch that cannot be used. It wraps ErrEmpty, ErrWidth, ErrNotFinite or ErrNegative.
type DataError struct {
	What   string  // "data", "condition", "probes", "weights", …
	Row    int     // row of the batch, from 0
	Column int     // column, from 0; -1 for the whole row
	Value  float64 // the bad value, for ErrNotFinite and ErrNegative
	Got    int     // number of columns found, for ErrWidth
	Want   int     // number of columns wanted, for ErrWidth
	Dtype  string  // for a Value that is finite, but not in the field's number type: that type; otherwise empty
	Cause  error
}

// Error names row, column and value, and what would be right.
func (e *DataError) Error() string {
	switch e.Cause {
	case ErrWidth:
		return fmt.Sprintf("%v: %s row %d has %d, want %d", e.Cause, e.What, e.Row, e.Got, e.Want)
	case ErrNegative:
		return fmt.Sprintf("%v: %s row %d is %v, want 0 or more", e.Cause, e.What, e.Row, e.Value)
	case ErrNotFinite:
		if e.Dtype != "" && !math.IsNaN(e.Value) {
			return fmt.Sprintf("%v: %s row %d, column %d is %v, which is too large for %s", e.Cause, e.What, e.Row, e.Column, e.Value, e.Dtype)
		}
		if e.Column < 0 {
			return fmt.Sprintf("%v: %s row %d is %v, want a finite number", e.Cause, e.What, e.Row, e.Value)
		}
		return fmt.Sprintf("%v: %s row %d, column %d is %v, want a finite number", e.Cause, e.What, e.Row, e.Column, e.Value)
	}
	return fmt.Sprintf("%v: %s has no rows, want at least one", e.Cause, e.What)
}

// Unwrap returns the sentinel.
func (e *DataError) Unwrap() error { return e.Cause }

// RowsError lists the rows of a batch that could not be solved. The result that comes with it is NaN in these rows and
// valid in all others.
type RowsError struct {
	Rows    []int   // ascending
	Reasons []error // one for each row; errors.Is sees each of them
	Total   int     // number of rows of the batch
}

// shownRows is the number of rows in RowsError's message, which must fit into a log line.
const shownRows = 5

// Error lists the first rows and their reasons.
func (e *RowsError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "likelihood: %d of %d rows not solved:", len(e.Rows), e.Total)
	for i, row := range e.Rows {
		if i == shownRows {
			b.WriteString(" …")
			break
		}
		if fmt.Fprintf(&b, " row %d", row); i < len(e.Reasons) {
			fmt.Fprintf(&b, ": %v", e.Reasons[i])
		}
		b.WriteByte(';')
	}
	return strings.TrimSuffix(b.String(), ";")
}

// Unwrap returns the reasons.
func (e *RowsError) Unwrap() []error { return e.Reasons }

// failures collects the rows of a batch that a flow of a stack could not solve.
type failures struct {
	mu      sync.Mutex
	reasons map[int]error
}

// add adds rows; from is the first row of their part of the batch.
func (f *failures) add(from int, failed *RowsError) {
	for i, row := range failed.Rows {
		f.addRow(from+row, failed.Reasons[i])
	}
}

// addRow adds one row. The first reason of a row stays.
func (f *failures) addRow(row int, reason error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.reasons == nil {
		f.reasons = map[int]error{}
	}
	if _, known := f.reasons[row]; !known {
		f.reasons[row] = reason
	}
}

// take adds the rows of a *RowsError, whose row i is row at(i) of the batch. It returns an error of another kind.
func (f *failures) take(err error, at func(row int) int) error {
	if err == nil {
		return nil
	}
	var failed *RowsError
	if !errors.As(err, &failed) {
		return err
	}
	for i, row := range failed.Rows {
		f.addRow(at(row), failed.Reasons[i])
	}
	return nil
}

// startingAt numbers the rows of a part of the batch whose first row is given.
func startingAt(first int) func(row int) int {
	return func(row int) int { return first + row }
}

// rows returns the error for a batch of total rows; nil if no row failed.
func (f *failures) rows(total int) *RowsError {
	if len(f.reasons) == 0 {
		return nil
	}
	failed := &RowsError{Total: total}
	for row := range f.reasons {
		failed.Rows = append(failed.Rows, row)
	}
	slices.Sort(failed.Rows)
	for _, row := range failed.Rows {
		failed.Reasons = append(failed.Reasons, f.reasons[row])
	}
	return failed
}

// err is rows as an error.
func (f *failures) err(total int) error {
	if failed := f.rows(total); failed != nil {
		return failed
	}
	return nil
}
