// Record: one iteration, and the recorders that get it.

package train

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"time"
)

// A Record describes one iteration.
type Record struct {
	Iteration   int           // from 1
	Epoch       int           // from 1, in each phase
	Loss        float64       // of the batch before the step: by default the mean negative log-likelihood in nats, in the data's units
	Norm        float64       // of the gradient before clipping
	Rate        float64       // learning rate
	Evaluations float64       // evaluations of the right-hand side in the forward solve, mean over the batch's rows
	Elapsed     time.Duration // since Fit was called; a resumed run adds the time before

	// Score is the score of the held-out rows after this iteration's step; its Mean is NaN in iterations without a
	// score.
	Score Score
	Best  bool // whether Score is the best so far
}

// Scored reports whether the held-out rows were scored in this iteration.
func (r *Record) Scored() bool { return r != nil && !math.IsNaN(r.Score.Mean) }

// A Recorder gets the records of a run. Fit calls Init once before the first iteration, and Record after each
// iteration. An error of either ends the run. A record is valid until Record returns. A run that resumes from a
// checkpoint records the iterations after it, also those that the run before has recorded without reaching the next
// checkpoint, and the one that its Recorder has refused.
type Recorder interface {
	Init() error
	Record(*Record) error
}

// Printer writes a line for every score, and a heading from time to time.
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
