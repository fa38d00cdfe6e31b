// Record: one iteration, and the recorder that gets it.

package train

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"time"
)

// A Record is what one iteration has to tell.
type Record struct {
	Iteration   int           // from 1
	Epoch       int           // from 1, and from 1 again after a Start
	Loss        float64       // of the batch before the step: by default its mean negative log-likelihood, nats in the data's units
	Norm        float64       // of the gradient, before it was clipped
	Rate        float64       // learning rate
	Evaluations float64       // of the right-hand side in the forward solve, mean over the batch's rows
	Elapsed     time.Duration // since Fit was called; a resumed run counts on

	// Score is that of the held-out rows after this iteration's step; its Mean is NaN
	// in iterations without one.
	Score Score
	Best  bool // whether it is the best so far
}

// Scored reports whether the held-out rows were scored in this iteration.
func (r *Record) Scored() bool { return r != nil && !math.IsNaN(r.Score.Mean) }

// A Recorder is told of a run as it goes on. Init comes once before the first
// iteration, Record after each one. An error from either ends the run. The
// record is valid until Record returns.
type Recorder interface {
	Init() error
	Record(*Record) error
}

// Printer writes a line for every score, and a heading now and then.
type Printer struct {
	Writer  io.Writer // nil: nothing is written
	Every   int       // iterations between lines; 0 means the iterations with a score
	Heading int       // lines between headings; 0 means 30

	lines int
}

// NewPrinter returns a Printer with the default settings.
func NewPrinter(w io.Writer) *Printer { return &Printer{Writer: w} }

// Init implements Recorder.
func (p *Printer) Init() error {
	if p != nil {
		p.lines = 0
	}
	return nil
}

// Record implements Recorder.
func (p *Printer) Record(r *Record) error {
	if p == nil || p.Writer == nil || r == nil {
		return nil
	}
	if p.Every == 0 && !r.Scored() || p.Every > 0 && r.Iteration%p.Every != 0 && !r.Scored() {
		return nil
	}
	if p.lines%cmp.Or(p.Heading, 30) == 0 {
		if _, err := fmt.Fprintln(p.Writer, "iteration  epoch      loss  held-out loss         ±      norm      rate  evaluations      time"); err != nil {
			return err
		}
	}
	p.lines++
	score, deviation := "", ""
	if r.Scored() {
		score, deviation = fmt.Sprintf("%.4f", -r.Score.Mean), fmt.Sprintf("%.4f", r.Score.Error)
	}
	_, err := fmt.Fprintf(p.Writer, "%9d  %5d  %8.4f  %13s  %8s  %8.3g  %8.3g  %11.1f  %8s\n",
		r.Iteration, r.Epoch, r.Loss, score, deviation, r.Norm, r.Rate, r.Evaluations, r.Elapsed.Round(100*time.Millisecond))
	return err
}
