package ode

import (
	"fmt"

	"github.com/pkg/errors"
)

// ErrSystem marks a system that cannot be built.
var ErrSystem = errors.New("integrate: bad system")

// ErrInterval marks an interval of length 0 or an end that is not finite.
var ErrInterval = errors.New("integrate: bad interval")

// ErrShape marks data of the wrong size.
var ErrShape = errors.New("integrate: wrong size")

// ErrEmptyBatch marks a batch of no rows.
var ErrEmptyBatch = errors.New("integrate: empty batch")

// ErrNotFinite marks a NaN or an infinity in the data or in the right-hand side.
var ErrNotFinite = errors.New("integrate: not finite")

// ErrMaxSteps marks a row that did not reach the end in Settings.MaxSteps steps.
var ErrMaxSteps = errors.New("integrate: out of steps")

// ErrStepTooSmall marks a row whose step fell below Settings.MinStep.
var ErrStepTooSmall = errors.New("integrate: step too small")

// ErrTimes marks output, stop or jump times that are out of order, outside the
// interval or not numbers of the solver's type.
var ErrTimes = errors.New("integrate: bad times")

// ErrNoEvent marks a row in which a terminal event did not happen.
var ErrNoEvent = errors.New("integrate: no event")

// ErrZeno marks a row in which the jumps of an event accumulate.
var ErrZeno = errors.New("integrate: events accumulate")

// ErrCoincidence marks a gradient through several events at one time.
var ErrCoincidence = errors.New("integrate: events coincide")

// NotFiniteError locates a NaN or infinity in what was given.
type NotFiniteError struct {
	Row, Column int
	Block       string
	Value       float64
}

func (e *NotFiniteError) Error() string {
	return fmt.Sprintf("integrate: row %d, column %d of %q is %g; it must be finite", e.Row, e.Column, e.Block, e.Value)
}

// Is makes errors.Is(err, ErrNotFinite) true.
func (e *NotFiniteError) Is(target error) bool { return target == ErrNotFinite }

// CoincidenceError says where several events that end or change a row happened at one time:
// the solution has no derivative there.
type CoincidenceError struct {
	Row int
	T   float64
}

func (e *CoincidenceError) Error() string {
	return fmt.Sprintf("integrate: several events of row %d happen together at t = %v, where the solution has no derivative; make them one event, or move them apart", e.Row, e.T)
}

// Is makes errors.Is(err, ErrCoincidence) true.
func (e *CoincidenceError) Is(target error) bool { return target == ErrCoincidence }

// ShapeError says what has the wrong size.
type ShapeError struct {
	What      string
	Got, Want int
}

func (e *ShapeError) Error() string {
	return fmt.Sprintf("integrate: %s has %d numbers, want %d", e.What, e.Got, e.Want)
}

// Is makes errors.Is(err, ErrShape) true.
func (e *ShapeError) Is(target error) bool { return target == ErrShape }

// StepError says where a row stopped before the end. The other rows are not
// affected by it, and the partial solution comes along with it.
type StepError struct {
	Row    int     // first row that failed
	Failed int     // how many rows failed
	T, H   float64 // where it stood, and the step tried last
	Stats  Stats   // of that row
	Status Status
}

func (e *StepError) Error() string {
	return fmt.Sprintf("integrate: row %d stopped at t = %g with step %g after %d accepted and %d rejected steps: %s (%d rows failed)",
		e.Row, e.T, e.H, e.Stats.Accepted, e.Stats.Rejected, e.Status, e.Failed)
}

// Is matches the sentinel of the row's status.
func (e *StepError) Is(target error) bool { return target == e.Status.Err() }
