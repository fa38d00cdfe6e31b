// The progress bar shows the run.

package train_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/train"
)

func TestProgressShowsTheRun(t *testing.T) {
	var out bytes.Buffer
	s := train.Settings{Iterations: 20, ValidateEvery: 5, Progress: &out}
	if _, err := train.Fit(ctx, newGaussian(2), normal(60, 1), &s); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"loss", "held out", "evaluations", "20/20"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the bar does not show %q: %q", want, out.String())
		}
	}
}

// TestOneRankShowsTheRun: of the processes that share a run, rank 0 alone writes its bar.
func TestOneRankShowsTheRun(t *testing.T) {
	var out [2]bytes.Buffer
	model := func() train.Model { return newGaussian(2) }
	for r, f := range together(t, 2, model, normal(60, 1), train.Settings{Iterations: 20}, func(r int, s *train.Settings) { s.Progress = &out[r] }) {
		if f.err != nil {
			t.Fatal(f.err)
		}
		if written := out[r].String(); strings.Contains(written, "20/20") != (r == 0) || r > 0 && written != "" {
			t.Errorf("rank %d writes %q", r, written)
		}
	}
}
