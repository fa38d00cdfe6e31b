// Printer, and recorders that fail.

package train_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/train"
)

func TestPrinterWritesALineForEveryScore(t *testing.T) {
	for every, want := range map[int]int{0: 3 + 1, 5: 6 + 1} { // with a heading
		var out bytes.Buffer
		printer := train.NewPrinter(&out)
		printer.Every = every
		s := train.Settings{Iterations: 30, ValidateEvery: 10, Recorder: printer}
		result, err := train.Fit(ctx, newGaussian(2), normal(60, 1), quiet(s))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(out.String(), "\n"); got != want {
			t.Errorf("every %d: %d lines, want %d:\n%s", every, got, want, out.String())
		}
		if result.History[0].Evaluations != 7 {
			t.Errorf("%g evaluations, want the model's 7", result.History[0].Evaluations)
		}
	}
}

// brokenRecorder fails in Init, or in the record of an iteration.
type brokenRecorder struct{ at int }

var errBroken = errors.New("disk full")

func (b brokenRecorder) Init() error {
	if b.at == 0 {
		return errBroken
	}
	return nil
}

func (b brokenRecorder) Record(r *train.Record) error {
	if r.Iteration == b.at {
		return errBroken
	}
	return nil
}

func TestRecorderErrorsEndTheRun(t *testing.T) {
	for _, at := range []int{0, 4} {
		result, err := train.Fit(ctx, newGaussian(2), normal(60, 1), quiet(train.Settings{Iterations: 9, Recorder: brokenRecorder{at}}))
		if !errors.Is(err, errBroken) || result.Iterations != at || result.Status != train.Failed {
			t.Errorf("at %d: %v after %d iterations, error %v; want the recorder's", at, result.Status, result.Iterations, err)
		}
	}
}

// killedRecorder keeps the checkpoint that is there when an iteration is to be recorded, as a process leaves it that is
// killed then, and fails there.
type killedRecorder struct {
	at       int
	path     string
	told     map[int]bool
	left     []byte
	isFailed bool
}

func (k *killedRecorder) Init() error { return nil }

func (k *killedRecorder) Record(r *train.Record) error {
	if r.Iteration == k.at && !k.isFailed {
		k.left, _ = os.ReadFile(k.path)
		k.isFailed = true
		return errBroken
	}
	k.told[r.Iteration] = true
	return nil
}

// TestEveryIterationIsRecorded: a run that is killed while it records an iteration, or whose recorder fails there, records
// the iteration when it goes on.
func TestEveryIterationIsRecorded(t *testing.T) {
	for _, at := range []int{3, 4, 6} { // of which 4 and 6 have a score
		for _, killed := range []bool{true, false} {
			k := &killedRecorder{at: at, path: filepath.Join(t.TempDir(), "c"), told: map[int]bool{}}
			s := train.Settings{Iterations: 6, ValidateEvery: 2, Checkpoint: k.path, Resume: true, Recorder: k}
			if _, err := train.Fit(ctx, newGaussian(2), normal(60, 1), quiet(s)); !errors.Is(err, errBroken) {
				t.Fatalf("error %v, want the recorder's", err)
			}
			if killed {
				must(t, os.WriteFile(k.path, k.left, 0o600))
			}
			if _, err := train.Fit(ctx, newGaussian(2), normal(60, 1), quiet(s)); err != nil || len(k.told) != 6 {
				t.Errorf("at %d, killed %t: error %v, iterations %v, want all 6", at, killed, err, k.told)
			}
		}
	}
}
