// Runs with a start end as two runs one after the other do, and in pieces as in one.

package train_test

import (
	"context"
	"errors"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/objective"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

// started is a run of six steps of flow matching, and six of maximum likelihood.
func started() train.Settings {
	return train.Settings{Iterations: 6, Batch: 60, Seed: 5, Average: 0.5, ValidateEvery: 4, Optimizer: optim.Adam{Rate: 0.01},
		Start: &train.Settings{Objective: objective.FlowMatching{}, Iterations: 6, Batch: 40, Optimizer: optim.SGD{Rate: 0.1, Momentum: 0.5}, Average: 0.7, ValidateEvery: 4}}
}

func TestStartIsARunBefore(t *testing.T) {
	x := normal(200, 1)
	for _, holdOut := range []float64{0.2, -1} {
		s := started()
		s.HoldOut = holdOut
		one := newFlow(t, 1, trace.Exact)
		result, err := train.Fit(ctx, one, x, quiet(s))
		must(t, err)
		first := *s.Start
		first.Seed, first.HoldOut = s.Seed, s.HoldOut
		two := newFlow(t, 1, trace.Exact)
		before, err := train.Fit(ctx, two, x, quiet(first))
		must(t, err)
		s.Start = nil
		after, err := train.Fit(ctx, two, x, quiet(s))
		must(t, err)
		if len(result.History) != 12 || result.Iterations != 12 || result.History[11].Iteration != 12 {
			t.Errorf("%d iterations, %d records, want 12", result.Iterations, len(result.History))
		}
		if holdOut > 0 && before.Score.Mean > after.Score.Mean { // then the best weights are the start's
			if result.Score != before.Score {
				t.Errorf("a score of %v, want %v", result.Score, before.Score)
			}
			continue
		}
		if !reflect.DeepEqual(values(one), values(two)) {
			t.Errorf("held out %g: other weights by one run than by two", holdOut)
		}
	}
}

// TestStartWithoutRows: a start with a target draws as many points as its batch says, whatever the rows and their weights
// of the run, with each optimiser's own default.
func TestStartWithoutRows(t *testing.T) {
	x, s := normal(40, 1), started()
	s.HoldOut, s.ValidateEvery, s.Weights = -1, 0, make([]float64, len(x))
	for i := range x {
		s.Weights[i] = float64(1 + i%3)
	}
	mean, std, err := likelihood.Moments(x, s.Weights)
	must(t, err)
	for _, o := range []optim.Optimizer{optim.SGD{Rate: 0.1}, optim.LBFGS{}} {
		s.Start = &train.Settings{Objective: aNormal, Epochs: 3, Optimizer: o}
		one, two := newFlow(t, 1, trace.Exact), newFlow(t, 1, trace.Exact)
		result, err := train.Fit(ctx, one, x, quiet(s))
		must(t, err)
		first, second := *s.Start, s
		first.Seed, second.Start = s.Seed, nil
		must(t, two.Standardize(mean, std))
		before, err := train.Fit(ctx, two, nil, quiet(first))
		must(t, err)
		_, err = train.Fit(ctx, two, x, quiet(second))
		must(t, err)
		if result.Iterations != before.Iterations+6 || !reflect.DeepEqual(values(one), values(two)) {
			t.Errorf("%s: %d iterations, %v by one run; %d, %v by two", o.Traits().Name, result.Iterations, values(one), before.Iterations+6, values(two))
		}
	}
}

// aNormal is a standard normal density of two columns.
var aNormal = objective.Target{LogDensity: func(x []float64) (float64, []float64) {
	return -(x[0]*x[0] + x[1]*x[1]) / 2, []float64{-x[0], -x[1]}
}}

func TestStartResumesToTheBit(t *testing.T) {
	x, s := normal(200, 1), started()
	whole := newFlow(t, 1, trace.Exact)
	want, err := train.Fit(ctx, whole, x, quiet(s))
	must(t, err)
	for _, piece := range []int{1, 4, 5} {
		s := started()
		s.Checkpoint, s.Resume = filepath.Join(t.TempDir(), "checkpoint"), true
		var got *train.Result
		m := newFlow(t, 1, trace.Exact)
		for pieces := 0; got == nil || got.Status == train.Interrupted; pieces++ {
			limited, cancel := context.WithCancel(ctx)
			s.Recorder = afterSome{after: piece, stop: cancel, done: new(int)}
			m = newFlow(t, 1, trace.Exact)
			got, err = train.Fit(limited, m, x, quiet(s))
			if cancel(); err != nil && !errors.Is(err, context.Canceled) || pieces > 20 {
				t.Fatalf("%+v", err)
			}
		}
		if !reflect.DeepEqual(values(m), values(whole)) || got.Score != want.Score || len(got.History) != len(want.History) {
			t.Errorf("pieces of %d: a score of %v, want %v as in one", piece, got.Score, want.Score)
		}
	}
}

// TestStartEndsEarly: a start is over where it converges or stops early.
func TestStartEndsEarly(t *testing.T) {
	x := normal(200, 1)
	m := gaussianAt(2, -1)
	s := train.Settings{Iterations: 3, HoldOut: -1, Start: &train.Settings{Optimizer: optim.LBFGS{}, Iterations: 500}}
	r, err := train.Fit(ctx, m, x, quiet(s))
	must(t, err)
	if r.Iterations > 100 || r.Status != train.Completed {
		t.Errorf("%v after %d iterations, want completed within 100", r.Status, r.Iterations)
	}
	s.Start = &train.Settings{Optimizer: optim.SGD{Rate: 1e-9}, Iterations: 500, ValidateEvery: 1, Patience: 2, Schedule: func(int, int) float64 { return 0 }}
	s.HoldOut = 0.1
	if r, err = train.Fit(ctx, newGaussian(2), x, quiet(s)); err != nil || r.Iterations > 10 {
		t.Errorf("%d iterations, error %v; want 10 at most", r.Iterations, err)
	}
}

func TestStartRefuses(t *testing.T) {
	x := normal(60, 1)
	for name, change := range map[string]func(s *train.Settings){
		"Start.Seed":    func(s *train.Settings) { s.Start.Seed = 1 },
		"Start.Start":   func(s *train.Settings) { s.Start.Start = &train.Settings{} },
		"Start.HoldOut": func(s *train.Settings) { s.Start.HoldOut = 0.5 },
		"Start: Epochs": func(s *train.Settings) { s.Start.Epochs = -1 },
		"rows of data":  func(s *train.Settings) { s.Objective = objective.Target{} },
	} {
		s := started()
		change(&s)
		_, err := train.Fit(ctx, newFlow(t, 1, trace.Exact), x, quiet(s))
		refused(t, name, err)
	}
	s := started()
	s.Checkpoint, s.Resume = filepath.Join(t.TempDir(), "checkpoint"), true
	_, err := train.Fit(ctx, newFlow(t, 1, trace.Exact), x, quiet(s))
	must(t, err)
	s.Start.Objective = nil
	var other *train.CheckpointError
	if _, err := train.Fit(ctx, newFlow(t, 1, trace.Exact), x, quiet(s)); !errors.As(err, &other) || other.What != "Start.Objective" {
		t.Errorf("a checkpoint of another start: error %v, want one of Start.Objective", err)
	}
}

func refused(t *testing.T, name string, err error) {
	t.Helper()
	if !errors.Is(err, train.ErrSettings) || !strings.Contains(err.Error(), name) {
		t.Errorf("%s: error %v, want an ErrSettings that names it", name, err)
	}
}

// seeded is maximum likelihood that notes the random numbers of its steps.
type seeded struct {
	objective.MaximumLikelihood
	seeds *[]uint64
}

func (o seeded) Bind(m objective.Model, rows int) (objective.Loss, error) {
	loss, err := o.MaximumLikelihood.Bind(m, rows)
	return noting{loss, o.seeds}, err
}

type noting struct {
	objective.Loss
	seeds *[]uint64
}

func (l noting) Gradient(ctx context.Context, b *objective.Batch) (*likelihood.Gradient, error) {
	*l.seeds = append(*l.seeds, b.Seed)
	return l.Loss.Gradient(ctx, b)
}

// TestLastLossIsOfTheFirstFunction: the loss after the last step, which is compared with that before the first one, is
// that of the same random numbers, in each phase.
func TestLastLossIsOfTheFirstFunction(t *testing.T) {
	for _, o := range []optim.Optimizer{optim.Adam{}, optim.LBFGS{}} {
		var start, last []uint64
		s := train.Settings{Iterations: 3, HoldOut: -1, Objective: seeded{seeds: &last}, Optimizer: o, Start: &train.Settings{Iterations: 4, Objective: seeded{seeds: &start}}}
		_, err := train.Fit(ctx, startFarOff(), normal(50, 1), quiet(s))
		must(t, err)
		for phase, seeds := range map[string][]uint64{"start": start, "last": last} {
			if first, end := seeds[0], seeds[len(seeds)-1]; first != end {
				t.Errorf("%T, phase %s: seeds %v, want the last to be the first", o, phase, seeds)
			}
		}
	}
}
