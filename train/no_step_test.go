// A run that takes no step.

package train_test

import (
	"context"
	"math"
	"path/filepath"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/train"
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
