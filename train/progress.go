// Progress: a line for each score.

package train

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
)

// progress is the bar on a terminal; it writes nothing to other outputs.
type progress struct {
	bar   *progressbar.ProgressBar
	score string
}

func newProgress(w io.Writer, total, done int) *progress {
	if w == nil {
		w = io.Discard
		if isTerminal(os.Stderr) {
			w = os.Stderr
		}
	}
	bar := progressbar.NewOptions(total,
		progressbar.OptionSetWriter(w),
		progressbar.OptionSetVisibility(w != io.Discard),
		progressbar.OptionSetWidth(16),
		progressbar.OptionShowCount(),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionShowElapsedTimeOnFinish(),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionOnCompletion(func() { fmt.Fprintln(w) }),
	)
	bar.Set(done)
	return &progress{bar: bar}
}

// show advances the bar by one iteration. Its errors are ignored, since they are no reason to end a run.
func (p *progress) show(r *Record) {
	if r.Scored() {
		p.score = fmt.Sprintf(", held out %.4f", -r.Score.Mean)
	}
	p.bar.Describe(fmt.Sprintf("loss %.4f%s, %.0f evaluations", r.Loss, p.score, r.Evaluations))
	p.bar.Add(1)
}

// finish ends the line of the bar.
func (p *progress) finish() {
	if !p.bar.IsFinished() {
		p.bar.Exit()
	}
}

// isTerminal is also true for other character devices, where a bar does no harm.
func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
