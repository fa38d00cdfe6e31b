// The errors of systems, problems and rows.

package ode

import (
	"fmt"

	"github.com/pkg/errors"
)

// ErrSystem marks a system that cannot be built.
var ErrSystem = errors.New("integrate: bad system")

// ErrInterval marks an interval of length 0, an end that is not finite, and output times, tstops or jump times that are
// out of order, outside the interval or not numbers of the solver's type.
var ErrInterval = errors.New("integrate: bad interval")

// ErrShape marks data of the wrong size, and a batch of no rows.
var ErrShape = errors.New("integrate: wrong size")

// NotFiniteError locates a NaN or infinity in a caller's data.
type NotFiniteError struct {
	Row, Column int
	Block       string
	Value       float64
}

func (e *NotFiniteError) Error() string {
	return fmt.Sprintf("integrate: row %d, column %d of %q is %g; it must be finite", e.Row, e.Column, e.Block, e.Value)
}

// Unwrap returns NotFinite.
func (e *NotFiniteError) Unwrap() error { return NotFinite }

// CoincidenceError says where several events that end or change a row happened at one time. The solution has no
// derivative there.
type CoincidenceError struct {
	Row int
	T   float64
}

func (e *CoincidenceError) Error() string {
	return fmt.Sprintf("integrate: several events of row %d happen together at t = %v, where the solution has no derivative; make them one event, or move them apart", e.Row, e.T)
}

// StepError says where a row stopped before the end. The other rows are not affected, and the partial solution is
// returned together with this error.
type StepError struct {
	Row    int     // first row that failed
	Failed int     // how many rows failed
	T, H   float64 // the time that the row had reached, and the step tried last
	Stats  Stats   // of that row
	Status Status
}

func (e *StepError) Error() string {
	others := ""
	if e.Failed > 1 {
		others = fmt.Sprintf(" (%d rows failed)", e.Failed)
	}
	return fmt.Sprintf("integrate: row %d stopped at t = %g with step %g after %d accepted and %d rejected steps: %v%s",
		e.Row, e.T, e.H, e.Stats.Accepted, e.Stats.Rejected, e.Status, others)
}

// Unwrap returns the status of the row.
func (e *StepError) Unwrap() error { return e.Status }
