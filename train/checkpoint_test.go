// Runs resumed from checkpoints have the weights of a run in one piece.

package train_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

// TestResumeIsBitIdentical: a run that is cut into pieces gives the weights of the run in one piece, wherever it is cut.
func TestResumeIsBitIdentical(t *testing.T) {
	x := normal(300, 1)
	settings := train.Settings{Iterations: 60, Batch: 32, Seed: 5, Average: 0.9, ValidateEvery: 7, Optimizer: optim.Adam{Rate: 0.01}}
	whole := newGaussian(2)
	want, err := train.Fit(ctx, whole, x, quiet(settings))
	if err != nil {
		t.Fatal(err)
	}
	for _, piece := range []int{1, 7, 8, 25} {
		s := settings
		s.Checkpoint, s.Resume = filepath.Join(t.TempDir(), "checkpoint"), true
		var m *gaussian
		var got *train.Result
		for got == nil || got.Status == train.Interrupted {
			m = gaussianAt(9, 9) // as of a new process: what the model has does not matter
			if got == nil {
				m = newGaussian(2)
			}
			limited, cancel := context.WithCancel(ctx)
			m.before = func(n int) error {
				if n > piece {
					cancel()
				}
				return nil
			}
			got, err = train.Fit(limited, m, x, quiet(s))
			if err != nil && !errors.Is(err, context.Canceled) {
				t.Fatal(err)
			}
			cancel()
		}
		if !reflect.DeepEqual(values(m), values(whole)) || !reflect.DeepEqual(m.mu, whole.mu) {
			t.Errorf("pieces of %d: %v, want %v as in one", piece, values(m), values(whole))
		}
		if got.Best != want.Best || len(got.History) != len(want.History) {
			t.Errorf("pieces of %d: best %d of %d, want %d of %d", piece, got.Best, len(got.History), want.Best, len(want.History))
		}
	}
}

// TestInterruptedScoreIsMadeUpFor: an interruption between a step and its score does not lose the score.
func TestInterruptedScoreIsMadeUpFor(t *testing.T) {
	x := normal(300, 1)
	s := train.Settings{Iterations: 20, ValidateEvery: 10, Optimizer: optim.Adam{Rate: 0.01}}
	want, err := train.Fit(ctx, newGaussian(2), x, quiet(s))
	if err != nil {
		t.Fatal(err)
	}
	s.Checkpoint, s.Resume = filepath.Join(t.TempDir(), "checkpoint"), true
	limited, cancel := context.WithCancel(ctx)
	s.Schedule = func(iteration, total int) float64 {
		if iteration == 9 { // asked for after the gradient of the step that is scored
			cancel()
		}
		return train.Cosine(0.05)(iteration, total)
	}
	if _, err := train.Fit(limited, newGaussian(2), x, quiet(s)); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	got, err := train.Fit(ctx, newGaussian(2), x, quiet(s))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(scores(got), scores(want)) {
		t.Errorf("scores %v, want %v", scores(got), scores(want))
	}
}

func scores(r *train.Result) map[int]train.Score {
	m := map[int]train.Score{}
	for _, h := range r.History {
		if h.Scored() {
			m[h.Iteration] = h.Score
		}
	}
	return m
}

// forgetful is an optimiser that cannot go on from a state.
type forgetful struct{ optim.SGD }

func (f forgetful) Start(p []*graph.Param, from *optim.State) (optim.Run, error) {
	if from != nil {
		return nil, optim.ErrSettings
	}
	return f.SGD.Start(p, nil)
}

// TestStatesThatAnOptimizerRefuses: a checkpoint whose state the optimiser refuses is refused before the flow is touched.
func TestStatesThatAnOptimizerRefuses(t *testing.T) {
	x, s := normal(50, 1), train.Settings{Iterations: 3, Optimizer: forgetful{}, Checkpoint: filepath.Join(t.TempDir(), "c"), Resume: true}
	if _, err := train.Fit(ctx, newGaussian(2), x, quiet(s)); err != nil {
		t.Fatal(err)
	}
	m := startFarOff()
	before := values(m)
	result, err := train.Fit(ctx, m, x, quiet(s))
	if mu, _ := m.Standardization(); !errors.Is(err, train.ErrSettings) || result != nil || mu != nil || !reflect.DeepEqual(values(m), before) {
		t.Errorf("%+v, error %v, weights %v, mean %v; want ErrSettings and the flow as it was", result, err, values(m), mu)
	}
}

func TestForeignCheckpoints(t *testing.T) {
	path := filepath.Join(t.TempDir(), "checkpoint")
	x := normal(100, 1)
	s := train.Settings{Iterations: 3, Seed: 1, Checkpoint: path}
	if _, err := train.Fit(ctx, newGaussian(2), x, quiet(s)); err != nil {
		t.Fatal(err)
	}
	s.Resume = true
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	refuse := func(name string, x [][]float64, s train.Settings) {
		t.Helper()
		m := newGaussian(2)
		if _, err := train.Fit(ctx, m, x, quiet(s)); !errors.Is(err, train.ErrCheckpoint) {
			t.Errorf("%s: error %v, want ErrCheckpoint", name, err)
		}
		if m.mu != nil || values(m)[0] != 0 {
			t.Errorf("%s: the model was touched", name)
		}
	}
	other := s
	other.Seed = 2
	refuse("seed", x, other)
	refuse("data", normal(100, 2), s)
	for _, n := range []int{0, 10, 24, len(whole) / 2, len(whole) - 1} {
		must(t, os.WriteFile(path, whole[:n], 0o600))
		refuse("cut short", x, s)
	}
	for i := range 20 {
		damaged := append([]byte(nil), whole...)
		damaged[i*len(damaged)/20] ^= 1
		must(t, os.WriteFile(path, damaged, 0o600))
		refuse("damaged", x, s)
	}
}
