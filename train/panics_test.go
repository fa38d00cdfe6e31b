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
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/objective"
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

// TestPanicsInASearch: a panic within a line search leaves the weights, and the curvature, from which the search began,
// so that the run goes on to the bits of one without a panic.
func TestPanicsInASearch(t *testing.T) {
	x, s := normal(60, 1), train.Settings{Iterations: 8, HoldOut: -1, Optimizer: optim.LBFGS{Store: 2}}
	whole := startFarOff()
	if _, err := train.Fit(ctx, whole, x, quiet(s)); err != nil {
		t.Fatal(err)
	}
	for at := 2; at < whole.count; at++ {
		m, s := startFarOff(), s
		s.Checkpoint, s.Resume = filepath.Join(t.TempDir(), "checkpoint"), true
		m.before = func(n int) error {
			if n == at {
				panic("model")
			}
			return nil
		}
		var panicked *graph.PanicError
		if r, err := train.Fit(ctx, m, x, quiet(s)); !errors.As(err, &panicked) || r.Status != train.Failed {
			t.Errorf("gradient %d: %+v, error %v, want a PanicError", at, r, err)
		}
		resumed := startFarOff()
		if _, err := train.Fit(ctx, resumed, x, quiet(s)); err != nil || !slices.Equal(values(resumed), values(whole)) {
			t.Errorf("gradient %d: resumed to %v, error %v, want %v", at, values(resumed), err, values(whole))
		}
	}
}

// TestPanicsAreNoInfiniteLosses: a panic of a target ends a run; a line search does not take it for weights without a loss.
func TestPanicsAreNoInfiniteLosses(t *testing.T) {
	calls := 0
	bad := objective.Target{LogDensity: func(x []float64) (float64, []float64) {
		if calls++; calls > 100 {
			panic("target")
		}
		return -8 * (x[0]*x[0] + x[1]*x[1]), []float64{-16 * x[0], -16 * x[1]}
	}}
	var panicked *graph.PanicError
	r, err := train.Fit(ctx, newFlow(t, 1, trace.Exact), nil, quiet(train.Settings{Objective: bad, Iterations: 5, Batch: 16, Optimizer: optim.LBFGS{}}))
	if !errors.As(err, &panicked) || r.Status != train.Failed || calls != 101 {
		t.Errorf("%+v, error %v after %d calls, want a PanicError at the first panic", r, err, calls)
	}
}

func TestWhatIsNilIsRefused(t *testing.T) {
	x := normal(30, 1)
	var none context.Context
	if _, err := train.Fit(none, newGaussian(2), x, nil); !errors.Is(err, train.ErrSettings) {
		t.Errorf("no context: %v", err)
	}
	var panicked *graph.PanicError
	if _, err := train.Fit(ctx, (*likelihood.Flow)(nil), x, nil); !errors.Is(err, train.ErrSettings) { // its rows had too many columns
		t.Errorf("nil flow: %v", err)
	}
	if _, err := train.Fit(ctx, newGaussian(2), x, &train.Settings{Iterations: 2, Progress: badWriter{}}); !errors.As(err, &panicked) {
		t.Errorf("writer: %v", err)
	}
	if _, err := train.Fit(ctx, newGaussian(2), x, &train.Settings{Iterations: 2, HoldOut: 0.5, Progress: io.Discard, Recorder: train.NewPrinter(nil)}); err != nil {
		t.Errorf("printer without a writer: %v", err)
	}
}
