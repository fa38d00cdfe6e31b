// A model that is used while it is trained.

package train_test

import (
	"context"
	"slices"
	"sync"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/gorgoflow/gorgoflow/train"
)

// TestFitBesideReaders: a fit that moves the weights while others score rows comes to the weights that it comes to alone.
// The race detector finds reads of what is being written.
func TestFitBesideReaders(t *testing.T) {
	x, settings := normal(60, 1), quiet(train.Settings{Iterations: 8, Batch: 16, Seed: 2, Average: 0.9, ValidateEvery: 3})
	alone, used := newFlow(t, 1, trace.Exact), newFlow(t, 1, trace.Exact)
	fit := func(f *likelihood.Flow) {
		if _, err := train.Fit(t.Context(), f, x, settings); err != nil {
			t.Error(err)
		}
	}
	fit(alone)
	training, stop := context.WithCancel(t.Context())
	var group sync.WaitGroup
	for range 3 {
		group.Go(func() {
			for training.Err() == nil {
				if _, err := used.LogProb(t.Context(), x[:2]); err != nil {
					t.Error(err)
				}
			}
		})
	}
	fit(used)
	stop()
	group.Wait()
	if !slices.Equal(values(alone), values(used)) {
		t.Error("readers change what a fit comes to")
	}
}
