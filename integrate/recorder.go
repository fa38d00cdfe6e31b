// Records of the steps of a solve.

package integrate

import (
	"fmt"
	"io"

	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
)

// Record is one step that was tried.
type Record struct {
	// Row is the index of the row; with Settings.Shared, of the first row of the pack.
	Row int
	// T is the time at which the step begins and H its size.
	T, H float64
	// Error is the error norm, 1 being just acceptable; 0 for fixed steps.
	Error float64
	// Accepted is also false for a step that is repeated so that it ends on an event.
	Accepted bool
}

// Printer is a Settings.Recorder that writes a line for each step: of one row only if row is not nil. It writes nothing
// without a writer.
func Printer(w io.Writer, row *int) func(Record) {
	steps := 0
	return func(r Record) {
		if w == nil || row != nil && *row != r.Row {
			return
		}
		if steps%30 == 0 {
			fmt.Fprintf(w, "%6s  %18s  %12s  %10s\n", "row", "t", "h", "error")
		}
		steps++
		verdict := ""
		if !r.Accepted {
			verdict = "  rejected"
		}
		fmt.Fprintf(w, "%6d  %18.14g  %12.5g  %10.3g%s\n", r.Row, r.T, r.H, r.Error, verdict)
	}
}

// recording turns a Settings.Recorder into what the loop calls.
func recording(record func(Record)) control.RecordFunc {
	if record == nil {
		return nil
	}
	return func(row int, t, h, e float64, accepted bool) {
		record(Record{Row: row, T: t, H: h, Error: e, Accepted: accepted})
	}
}
