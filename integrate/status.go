package integrate

import "github.com/gorgoflow/gorgoflow/graph"

// Status says how a row ended.
type Status uint8

const (
	// Done: the row reached the end of the interval.
	Done Status = iota
	// OutOfSteps: Settings.MaxSteps steps were not enough.
	OutOfSteps
	// StepTooSmall: the error control asked for a step below Settings.MinStep, as
	// at a singularity or where the tolerance is below round-off.
	StepTooSmall
	// NotFinite: the data or the right-hand side is NaN or infinite, and no smaller
	// step avoids it.
	NotFinite
	// Cancelled: the context ended first.
	Cancelled
	// Stopped: a terminal event ended the row before the end of the interval.
	Stopped
	// NoEvent: a terminal event that is not optional did not happen.
	NoEvent
)

func (s Status) String() string {
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
	default:
		return "cancelled"
	}
}

// Err returns the sentinel that belongs to the status, nil for Done.
func (s Status) Err() error {
	switch s {
	case OutOfSteps:
		return ErrMaxSteps
	case StepTooSmall:
		return ErrStepTooSmall
	case NotFinite:
		return ErrNotFinite
	case NoEvent:
		return ErrNoEvent
	default:
		return nil
	}
}

// Stats counts the work done for a row, or for all rows together.
type Stats struct {
	// Evaluations of the right-hand side, rejected steps and starting values included.
	Evaluations int
	// Accepted and Rejected steps.
	Accepted, Rejected int
	// Flops are the floating-point operations of the compiled steps (graph.ProgramStats):
	// 2 for a multiply-add, 1 for an element-wise operation of whatever kind. What rows share
	// is divided among them.
	Flops float64
}

// price is what a program takes in floating-point operations.
type price struct{ perRow, perRun float64 }

// of is the price a row of n runs of a program by a pack of rows.
func (c price) of(n, pack int) float64 {
	return float64(n) * (c.perRow + c.perRun/float64(pack))
}

func priceOf[T graph.Float](p *graph.Program[T]) (run, deferred price) {
	s := p.Stats()
	return price{s.FlopsPerRow, s.FlopsPerRun}, price{s.DeferredFlopsPerRow, s.DeferredFlopsPerRun}
}

func (s *Stats) add(other Stats) {
	s.Evaluations += other.Evaluations
	s.Accepted += other.Accepted
	s.Rejected += other.Rejected
	s.Flops += other.Flops
}
