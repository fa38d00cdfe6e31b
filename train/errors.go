// Errors of a run.

package train

import (
	"fmt"
	"strings"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train/optim"
	"github.com/pkg/errors"
)

// Errors that callers tell apart with errors.Is.
var (
	// ErrSettings: a setting out of its range.
	ErrSettings = optim.ErrSettings
	// ErrCheckpoint: a checkpoint file that is damaged or of another run; errors.Is finds it in every CheckpointError.
	ErrCheckpoint = errors.New("train: checkpoint does not fit")
	// ErrDiverged: loss, gradient or weights are not finite any more, or ended far above the start; errors.Is finds it
	// in every DivergedError.
	ErrDiverged = errors.New("train: diverged")
)

// A DivergedError ends a run whose loss, gradient or weights are not finite, whose solver gives up, whose weights have
// left the model's range, such as the logarithm of a scale, or whose last loss is far above the first one (see Fit).
// The flow keeps the best parameters found before; if none were scored yet, the last ones with a finite loss.
type DivergedError struct {
	Iteration int     // the iteration that failed, from 1
	Loss      float64 // as Record.Loss
	Norm      float64 // norm of the gradient
	Cause     error   // the solver's error or another cause; nil if loss and norm say it
}

// Error names the iteration and advises what usually helps.
func (e *DivergedError) Error() string {
	what := fmt.Sprintf("loss %g, gradient norm %g", e.Loss, e.Norm)
	if e.Cause != nil {
		what = e.Cause.Error()
	}
	return fmt.Sprintf("train: diverged in iteration %d: %s; %s", e.Iteration, what, e.advice())
}

// advice is what usually helps. A target that is no number in the first iteration has no learning rate to blame.
func (e *DivergedError) advice() string {
	var entry *likelihood.DataError
	if errors.As(e.Cause, &entry) && strings.HasPrefix(entry.What, "target") {
		return "a target has to be a number at all samples, also those of a flow that is not trained yet (for one with bounds see objective.Target); later on, a lower learning rate may help"
	}
	return "a lower learning rate, a lower ClipNorm or a tighter tolerance may help"
}

// Is reports ErrDiverged.
func (e *DivergedError) Is(target error) bool { return target == ErrDiverged }

// Unwrap returns the cause.
func (e *DivergedError) Unwrap() error { return e.Cause }

// A CheckpointError names the first difference between a checkpoint and the run that tries to resume it.
type CheckpointError struct {
	Path       string
	What       string // such as "Batch", "training rows", or a likelihood.Trait of the model
	Have, Want string // values of the checkpoint and of the run
}

// Error names the file, the difference and what would be right.
func (e *CheckpointError) Error() string {
	return fmt.Sprintf("%v: %s is of a run with %s %s, this one has %s; want the same, or another file for a new run", ErrCheckpoint, e.Path, e.What, e.Have, e.Want)
}

// Is reports ErrCheckpoint.
func (e *CheckpointError) Is(target error) bool { return target == ErrCheckpoint }
