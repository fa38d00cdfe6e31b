// Error: another process has failed, is gone, or has another run.

package peers

import (
	"fmt"

	"github.com/pkg/errors"
)

// Error names the process because of which a shared training has ended.
type Error struct {
	Rank   int
	Lost   bool   // the process is gone: killed, cut off, or ended by itself
	Reason string // what the process says, or what is known; "" if only the failure is known
	Cause  error  // an error that errors.Is finds, such as context.Canceled; may be nil
}

// Error names the rank.
func (e *Error) Error() string {
	switch {
	case e.Lost && e.Reason != "":
		return fmt.Sprintf("train: rank %d is gone: %s", e.Rank, e.Reason)
	case e.Lost:
		return fmt.Sprintf("train: rank %d is gone", e.Rank)
	case e.Reason != "":
		return fmt.Sprintf("train: rank %d has failed: %s", e.Rank, e.Reason)
	}
	return fmt.Sprintf("train: rank %d has failed", e.Rank)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// told is an error of this process that the other processes know of.
type told struct{ error }

func (t *told) Unwrap() error { return t.error }

// StillTold returns an error that is made of another one. If all ranks know of that one, they know of this one.
func StillTold(err, of error) error {
	var known *told
	if err != nil && errors.As(of, &known) {
		return &told{err}
	}
	return err
}
