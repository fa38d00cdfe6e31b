// Optimisers in a fit: each resumed to the bit, and the optimum of a Gaussian by L-BFGS.

package train_test

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

// TestResumeByEveryOptimizer: a run by any optimiser, with a schedule and a mean of the weights, is the same in pieces as
// in one.
func TestResumeByEveryOptimizer(t *testing.T) {
	x := normal(300, 1)
	for _, o := range []optim.Optimizer{optim.Adam{Rate: 0.01, WeightDecay: 0.01}, optim.SGD{Rate: 0.05, Momentum: 0.9}, optim.LBFGS{Store: 2}} {
		s := train.Settings{Optimizer: o, Iterations: 9, Seed: 5, Average: 0.5, ValidateEvery: 4, Schedule: train.Cosine(0.2)}
		whole := gaussianAt(2, -1)
		want, err := train.Fit(ctx, whole, x, quiet(s))
		must(t, err)
		s.Checkpoint, s.Resume = filepath.Join(t.TempDir(), "checkpoint"), true
		var m *gaussian
		var got *train.Result
		for pieces := 0; got == nil || got.Status == train.Interrupted; pieces++ {
			limited, cancel := context.WithCancel(ctx)
			s.Recorder = afterSome{after: 2, stop: cancel, done: new(int)}
			m = gaussianAt(2, -1)
			got, err = train.Fit(limited, m, x, quiet(s))
			if cancel(); err != nil && !errors.Is(err, context.Canceled) || pieces > 20 {
				t.Fatalf("%+v", err)
			}
		}
		if !reflect.DeepEqual(values(m), values(whole)) || got.Best != want.Best || got.Score != want.Score {
			t.Errorf("%s: %v, want %v as in one", o.Traits().Name, values(m), values(whole))
		}
	}
}

// afterSome ends a run after some iterations.
type afterSome struct {
	after int
	stop  func()
	done  *int
}

func (afterSome) Init() error { return nil }

func (s afterSome) Record(*train.Record) error {
	if *s.done++; *s.done == s.after {
		s.stop()
	}
	return nil
}

// TestLBFGSFindsAGaussian: L-BFGS finds the mean and deviation of the rows within few gradients, and ends where it cannot
// get lower.
func TestLBFGSFindsAGaussian(t *testing.T) {
	x := normal(500, 1)
	m := gaussianAt(2, -1)
	r, err := train.Fit(ctx, m, x, quiet(train.Settings{Optimizer: optim.LBFGS{}, Iterations: 100, HoldOut: -1}))
	must(t, err)
	for j := range 2 { // the rows are standardised by their own moments
		if math.Abs(m.mean.At(j)) > 1e-7 || math.Abs(m.log.At(j)) > 1e-7 {
			t.Errorf("column %d: mean %g, logarithm of the deviation %g, want 0", j, m.mean.At(j), m.log.At(j))
		}
	}
	if r.Status != train.Completed || r.Iterations >= 100 || m.count > 60 {
		t.Errorf("%v after %d steps and %d gradients, want completed within 100 and 60", r.Status, r.Iterations, m.count)
	}
	losses := 0.0
	for i := range r.History[1:] {
		losses = max(losses, r.History[i+1].Loss-r.History[i].Loss)
	}
	if losses > 0 {
		t.Errorf("a step went up by %g", losses)
	}
}

// TestEveryOptimizerTrainsAFlow: every optimiser lowers the loss of a flow in float32, where rounding shows in the searches
// of L-BFGS.
func TestEveryOptimizerTrainsAFlow(t *testing.T) {
	x := normal(200, 1)
	for _, o := range []optim.Optimizer{optim.Adam{Rate: 0.01}, optim.SGD{Rate: 0.1, Momentum: 0.5}, optim.LBFGS{}} {
		f := newFlow(t, 2, trace.Exact)
		r, err := train.Fit(ctx, f, x, quiet(train.Settings{Optimizer: o, Iterations: 12, HoldOut: -1}))
		must(t, err)
		first, last := r.History[0].Loss, r.History[len(r.History)-1].Loss
		if !(last < first) {
			t.Errorf("%s: a loss of %g after %g", o.Traits().Name, last, first)
		}
	}
}

// TestOptimizersRefuse: L-BFGS refuses a loss of a part of the rows, and a checkpoint of another optimiser is refused.
func TestOptimizersRefuse(t *testing.T) {
	x, s := normal(50, 1), train.Settings{Optimizer: optim.LBFGS{}, Iterations: 2, Batch: 10}
	m := newGaussian(2)
	before := slices.Clone(values(m))
	if _, err := train.Fit(ctx, m, x, quiet(s)); !errors.Is(err, train.ErrSettings) || m.mu != nil || !slices.Equal(values(m), before) {
		t.Errorf("a part of the rows: error %v, want ErrSettings and the model as it was", err)
	}
	s.Batch, s.Checkpoint, s.Resume = 0, filepath.Join(t.TempDir(), "checkpoint"), true
	_, err := train.Fit(ctx, newGaussian(2), x, quiet(s))
	must(t, err)
	s.Optimizer, s.Batch = optim.SGD{}, math.MaxInt
	var other *train.CheckpointError
	if _, err := train.Fit(ctx, newGaussian(2), x, quiet(s)); !errors.As(err, &other) || other.What != "Optimizer" || other.Have != "LBFGS" || other.Want != "SGD" {
		t.Errorf("a checkpoint of another optimiser: error %v, want one of LBFGS for SGD", err)
	}
}
