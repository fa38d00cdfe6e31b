// Progress: a line for each score.

package train

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
)

// progress is the bar on a terminal; it shows nothing anywhere else.
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

// show moves the bar on by one iteration. A bar that cannot be drawn is no
// reason to end a run: its errors are dropped.
func (p *progress) show(r *Record) {
	if r.Scored() {
		p.score = fmt.Sprintf(", held out %.4f", -r.Score.Mean)
	}
	p.bar.Describe(fmt.Sprintf("loss %.4f%s, %.0f evaluations", r.Loss, p.score, r.Evaluations))
	p.bar.Add(1)
}

// finish leaves the bar as it is, on a line of its own.
func (p *progress) finish() {
	if !p.bar.IsFinished() {
		p.bar.Exit()
	}
}

// isTerminal is also true of other devices that take characters and show
// nothing, where a bar does no harm.
func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
