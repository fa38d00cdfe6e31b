// A run that takes no step.

package train_test

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/peers/inprocess"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

// TestNoStepLeavesTheModel: a run that ends before its first step leaves the model its standardisation, whatever ended
// it. It left that of the rows, with weights that were of another one.
func TestNoStepLeavesTheModel(t *testing.T) {
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	for name, run := range map[string]struct {
		ctx context.Context
		s   train.Settings
	}{
		"cancelled": {cancelled, train.Settings{}},
		"recorder":  {ctx, train.Settings{Recorder: &panicky{init: true}}},
		"schedule":  {ctx, train.Settings{Schedule: func(int, int) float64 { return math.NaN() }}},
	} {
		m := newGaussian(2)
		if err := m.Standardize([]float64{1, 2}, []float64{3, 4}); err != nil {
			t.Fatal(err)
		}
		before := values(m)
		run.s.Iterations = 3
		_, err := train.Fit(run.ctx, m, normal(30, 1), quiet(run.s))
		mean, std := m.Standardization()
		if err == nil || !slices.Equal(mean, []float64{1, 2}) || !slices.Equal(std, []float64{3, 4}) || !slices.Equal(values(m), before) {
			t.Errorf("%s: mean %v, std %v, weights %v, error %v; want 1, 2 and 3, 4, %v and an error", name, mean, std, values(m), err, before)
		}
	}
}

// TestNoStepLeavesAnotherModel: a run that goes on from the file of one that took no step, and takes none either, leaves a
// model of other weights and of another standardisation.
func TestNoStepLeavesAnotherModel(t *testing.T) {
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	s := train.Settings{Iterations: 3, Average: 0.9, Checkpoint: filepath.Join(t.TempDir(), "run"), Resume: true}
	for shift := range 2 {
		m := newGaussian(2)
		if err := m.Standardize([]float64{1, 2}, []float64{3, 4}); err != nil {
			t.Fatal(err)
		}
		m.Params()[0].Set(0, float64(shift))
		before := values(m)
		result, err := train.Fit(cancelled, m, normal(30, 1), quiet(s))
		mean, std := m.Standardization()
		if result == nil || err == nil || !slices.Equal(mean, []float64{1, 2}) || !slices.Equal(std, []float64{3, 4}) || !slices.Equal(values(m), before) {
			t.Errorf("run %d: %v, error %v, mean %v, std %v, weights %v; want 1, 2 and 3, 4, %v, and an error", shift, result, err, mean, std, values(m), before)
		}
	}
}

// lateFailure is an optimiser that fails where it begins the run, after settings have been checked by a first start.
type lateFailure struct {
	optim.Optimizer
	starts int
	least  int // starts before the one that fails; 0: none fails
}

func (o *lateFailure) Start(params []*graph.Param, from *optim.State) (optim.Run, error) {
	if o.starts++; o.least > 0 && o.starts > o.least {
		return nil, errors.New("no start")
	}
	return o.Optimizer.Start(params, from)
}

// TestNoStepLeavesTheModelsOfAllRanks: a run that one rank cannot begin leaves all ranks the models that they had, also one
// that goes on from a file.
func TestNoStepLeavesTheModelsOfAllRanks(t *testing.T) {
	s := train.Settings{Iterations: 2, Checkpoint: filepath.Join(t.TempDir(), "run"), Resume: true}
	for least := 1; least <= 2; least++ { // the second run goes on from a file, whose state it checks by another start
		models := make([]train.Model, 2)
		all := togetherEach(t, s, func(r int, own *train.Settings) train.Model {
			m := newGaussian(2)
			must(t, m.Standardize([]float64{1, 2}, []float64{3, 4}))
			own.Optimizer = &lateFailure{optim.Adam{}, 0, least * r}
			models[r] = m
			return m
		})
		for r, m := range models {
			if mean, std := m.Standardization(); all[r] == nil || !slices.Equal(mean, []float64{1, 2}) || !slices.Equal(std, []float64{3, 4}) || !slices.Equal(values(m), values(newGaussian(2))) {
				t.Errorf("run %d, rank %d: mean %v, std %v, weights %v, error %v; want 1, 2 and 3, 4, %v and an error", least, r, mean, std, values(m), all[r], values(newGaussian(2)))
			}
		}
		_, err := train.Fit(ctx, newGaussian(2), normal(30, 1), quiet(s))
		must(t, err)
		s.Iterations = 4
	}
}

// togetherEach fits a model on each of two ranks, and returns their errors.
func togetherEach(t *testing.T, s train.Settings, model func(r int, s *train.Settings) train.Model) []error {
	t.Helper()
	_, ranks := inprocess.New(2)
	all := make([]error, len(ranks))
	var group sync.WaitGroup
	for r := range ranks {
		own := *quiet(s)
		own.Peers = ranks[r]
		m := model(r, &own)
		group.Go(func() { _, all[r] = train.Fit(ctx, m, normal(30, 1), &own) })
	}
	group.Wait()
	return all
}
