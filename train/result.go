// Result: how a run ended.

package train

import (
	"fmt"
	"time"
)

// Status says why a run ended.
type Status int

const (
	// Completed: all iterations were done.
	Completed Status = iota
	// Stopped: Patience scores in a row were no better.
	Stopped
	// Interrupted: the context was cancelled.
	Interrupted
	// Diverged: the loss or the weights are not finite any more, or the last loss is far above the first one (see Fit).
	Diverged
	// Failed: any other reason, such as a file that could not be written.
	Failed
)

var statusNames = [...]string{"completed", "stopped early", "interrupted", "diverged", "failed"}

// String names the status, or gives its number if there is no such status.
func (s Status) String() string {
	if s < 0 || int(s) >= len(statusNames) {
		return fmt.Sprintf("Status(%d)", int(s))
	}
	return statusNames[s]
}

// Result of Fit. Fit also returns it together with an error, with the results so far.
type Result struct {
	Status     Status
	Iterations int           // finished iterations, those before a checkpoint included
	Best       int           // the iteration whose parameters the flow now has
	Score      Score         // of the held-out rows with these parameters; Mean is NaN without held-out rows, and of a run that takes no step
	Runtime    time.Duration // time of the run, that before a checkpoint included
	// History has one record an iteration, up to 8192. For a longer run it has the first, the last, and every second,
	// fourth, … iteration and score, up to 8192 of each. A Recorder gets all of them.
	History []Record
}
