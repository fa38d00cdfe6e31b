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
	// Stopped: Patience scores in a row brought nothing better.
	Stopped
	// Interrupted: the context was cancelled.
	Interrupted
	// Diverged: the loss stopped being finite.
	Diverged
	// Failed: anything else, say a file that could not be written.
	Failed
)

var statusNames = [...]string{"completed", "stopped early", "interrupted", "diverged", "failed"}

// String names the status, or gives the number of one that does not exist.
func (s Status) String() string {
	if s < 0 || int(s) >= len(statusNames) {
		return fmt.Sprintf("Status(%d)", int(s))
	}
	return statusNames[s]
}

// Result of Fit. It is also there, as far as it goes, when Fit returns an error.
type Result struct {
	Status     Status
	Iterations int           // done, those before a checkpoint included
	Best       int           // the iteration whose parameters the flow now has
	Score      Score         // of the held-out rows with them; Mean is NaN without held-out rows
	Runtime    time.Duration // those before a checkpoint included
	History    []Record      // one an iteration
}
