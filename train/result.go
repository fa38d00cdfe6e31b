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
	// Diverged: the loss or the weights stopped being finite, or the run ended far above where it began, see Fit.
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
	// History has a record an iteration, up to 8192 of them. Of a longer run it has the first,
	// the last, and those of every second, fourth, … iteration and score, up to 8192 of each;
	// a Recorder is told of all.
	History []Record
}
