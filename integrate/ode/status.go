// How a row ended.

package ode

import "fmt"

// Status says how a row ended. It is an error too: errors.Is finds it in the error of a row that has failed.
type Status uint8

const (
	// Done: the row reached the end of the interval.
	Done Status = iota
	// OutOfSteps: Settings.MaxSteps steps were not enough.
	OutOfSteps
	// StepTooSmall: the error control asked for a step below Settings.MinStep, as
	// at a singularity or where the tolerance is below round-off.
	StepTooSmall
	// NotFinite: the data, the state after a jump, or the right-hand side is NaN or infinite, or an event's function is
	// NaN, and no smaller step avoids it.
	NotFinite
	// Cancelled: the context ended first.
	Cancelled
	// Stopped: a terminal event ended the row before the end of the interval.
	Stopped
	// NoEvent: a terminal event that is not optional did not happen.
	NoEvent
	// Zeno: the jumps of an event came ever faster, until they could not be told apart.
	Zeno
)

func (s Status) Error() string {
	switch s {
	case Done:
		return "done"
	case OutOfSteps:
		return "out of steps"
	case StepTooSmall:
		return "step too small"
	case NotFinite:
		return "not finite"
	case Stopped:
		return "stopped by an event"
	case NoEvent:
		return "no event: its function does not change sign"
	case Zeno:
		return "jumps of an event accumulate: they cannot be told apart any more"
	case Cancelled:
		return "cancelled"
	default:
		return fmt.Sprintf("Status(%d)", uint8(s))
	}
}
