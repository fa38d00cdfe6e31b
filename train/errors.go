// Errors of a run.

package train

import (
	"fmt"

	"github.com/pkg/errors"
)

// Errors that callers tell apart with errors.Is.
var (
	// ErrSettings: a setting out of its range.
	ErrSettings = errors.New("train: settings do not fit")
	// ErrCheckpoint: a checkpoint file that is damaged, or is of another run.
	ErrCheckpoint = errors.New("train: checkpoint does not fit")
	// ErrDiverged: the loss or its gradient stopped being finite; every DivergedError is one.
	ErrDiverged = errors.New("train: diverged")
)

// A DivergedError ends a run whose loss or gradient is not finite, or whose
// solver gives up. The flow keeps the best parameters found before; where none were
// scored yet, those with which the loss was last finite.
type DivergedError struct {
	Iteration int     // the one that failed, from 1
	Loss      float64 // its mean negative log-likelihood, nats
	Norm      float64 // of its gradient
	Cause     error   // what the solver said, if it is that which failed
}

// Error names the iteration and what usually helps.
func (e *DivergedError) Error() string {
	what := fmt.Sprintf("loss %g, gradient norm %g", e.Loss, e.Norm)
	if e.Cause != nil {
		what = e.Cause.Error()
	}
	return fmt.Sprintf("train: diverged in iteration %d: %s; a lower learning rate, a lower ClipNorm or a tighter tolerance may help", e.Iteration, what)
}

// Is reports ErrDiverged.
func (e *DivergedError) Is(target error) bool { return target == ErrDiverged }

// Unwrap gives the solver's error.
func (e *DivergedError) Unwrap() error { return e.Cause }
