// Panics of the caller's code are errors, and lose nothing of the run.

package train_test

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

// panicky is a recorder that panics in Init, or in the record of an iteration.
type panicky struct {
	init bool
	at   int
}

func (p *panicky) Init() error {
	if p.init {
		panic("init")
	}
	return nil
}

func (p *panicky) Record(r *train.Record) error {
	if r.Iteration == p.at {
		panic("record")
	}
	return nil
}

// badWriter panics, as a progress bar's writer may.
type badWriter struct{}

func (badWriter) Write([]byte) (int, error) { panic("write") }

// TestPanicsAreErrors: a panic of the caller's recorder, schedule or model is an error with what was done so far. The
// checkpoint goes on to the weights of a run without the panic.
func TestPanicsAreErrors(t *testing.T) {
	x := normal(300, 1)
	settings := train.Settings{Iterations: 20, Batch: 32, Seed: 5, ValidateEvery: 4, Optimizer: optim.Adam{Rate: 0.01}}
	whole := newGaussian(2)
	if _, err := train.Fit(ctx, whole, x, quiet(settings)); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(s *train.Settings, m *gaussian)
		done   int
	}{
		"init":   {func(s *train.Settings, _ *gaussian) { s.Recorder = &panicky{init: true} }, 0},
		"record": {func(s *train.Settings, _ *gaussian) { s.Recorder = &panicky{at: 7} }, 7},
		"schedule": {func(s *train.Settings, _ *gaussian) {
			s.Schedule = func(i, total int) float64 {
				if i == 6 {
					panic("schedule")
				}
				return train.Cosine(0.05)(i, total)
			}
		}, 6},
		"model": {func(_ *train.Settings, m *gaussian) {
			m.before = func(n int) error {
				if n == 9 {
					panic("model")
				}
				return nil
			}
		}, 8},
	} {
		s, m := settings, newGaussian(2)
		s.Checkpoint, s.Resume = filepath.Join(t.TempDir(), "checkpoint"), true
		c.change(&s, m)
		result, err := train.Fit(ctx, m, x, quiet(s))
		var panicked *graph.PanicError
		if !errors.As(err, &panicked) || result == nil || result.Status != train.Failed || result.Iterations != c.done {
			t.Errorf("%s: %+v, error %v; want a PanicError after %d iterations", name, result, err, c.done)
			continue
		}
		s.Recorder, s.Schedule = nil, nil
		resumed := newGaussian(2)
		if _, err := train.Fit(ctx, resumed, x, quiet(s)); err != nil {
			t.Errorf("%s: resuming: %v", name, err)
		}
		if got, want := values(resumed), values(whole); !slices.Equal(got, want) {
			t.Errorf("%s: resumed to %v, want %v", name, got, want)
		}
	}
}

func TestWhatIsNilIsRefused(t *testing.T) {
	x := normal(30, 1)
	var none context.Context
	if _, err := train.Fit(none, newGaussian(2), x, nil); !errors.Is(err, train.ErrSettings) {
		t.Errorf("no context: %v", err)
	}
	var panicked *graph.PanicError
	var data *likelihood.DataError
	if _, err := train.Fit(ctx, (*likelihood.Flow)(nil), x, nil); !errors.As(err, &data) { // a flow of no columns
		t.Errorf("nil flow: %v", err)
	}
	if _, err := train.Fit(ctx, newGaussian(2), x, &train.Settings{Iterations: 2, Progress: badWriter{}}); !errors.As(err, &panicked) {
		t.Errorf("writer: %v", err)
	}
	if _, err := train.Fit(ctx, newGaussian(2), x, &train.Settings{Iterations: 2, HoldOut: 0.5, Progress: io.Discard, Recorder: train.NewPrinter(nil)}); err != nil {
		t.Errorf("printer without a writer: %v", err)
	}
}
