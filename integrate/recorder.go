package integrate

import (
	"fmt"
	"io"

	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
)

// Record is one step that was tried.
type Record struct {
	// Row of the batch; with Shared control the first row of the pack.
	Row int
	// T is where the step begins and H its size.
	T, H float64
	// Error is its norm, 1 being just acceptable; 0 for fixed steps.
	Error float64
	// Accepted is false too for a step that is repeated so that it ends on an event.
	Accepted bool
}

// Recorder is told of every step, as in gonum/optimize. A solver calls it under a lock, so
// it need not be safe for several goroutines, but rows of different workers come in any
// order; those of one row come in order. It must not keep the solver waiting for itself.
type Recorder interface {
	Record(Record)
}

// Printer is a Recorder that writes a line a step.
type Printer struct {
	Writer io.Writer
	// Row, if not nil, is the only row that is written.
	Row *int

	steps int
}

// Record writes one line, with a heading every thirty; nothing without a Writer.
func (p *Printer) Record(r Record) {
	if p == nil || p.Writer == nil {
		return
	}
	if p.Row != nil && *p.Row != r.Row {
		return
	}
	if p.steps%30 == 0 {
		fmt.Fprintf(p.Writer, "%6s  %14s  %12s  %10s\n", "row", "t", "h", "error")
	}
	p.steps++
	verdict := ""
	if !r.Accepted {
		verdict = "  rejected"
	}
	fmt.Fprintf(p.Writer, "%6d  %14.8g  %12.5g  %10.3g%s\n", r.Row, r.T, r.H, r.Error, verdict)
}

// recording tells a recorder of the steps of a solver.
func recording(r Recorder) control.RecordFunc {
	if r == nil {
		return nil
	}
	return func(row int, t, h, e float64, accepted bool) {
		r.Record(Record{Row: row, T: t, H: h, Error: e, Accepted: accepted})
	}
}
