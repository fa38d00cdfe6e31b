// Early stopping is resumed to the bit.

package train_test

import (
	"context"
	"errors"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

// TestEarlyStoppingIsResumedToTheBit: a run that Patience ends is the same to the bit wherever it is cut, and takes no
// further step however often it is resumed.
func TestEarlyStoppingIsResumedToTheBit(t *testing.T) {
	x := normal(200, 1)
	for _, patience := range []int{1, 3} {
		s := train.Settings{Iterations: 90, Batch: 30, Optimizer: optim.Adam{Rate: 0.4}, Schedule: train.Constant, ValidateEvery: 2, Patience: patience, Seed: 3}
		whole := startFarOff()
		want, err := train.Fit(ctx, whole, x, quiet(s))
		if err != nil || want.Status != train.Stopped || want.Iterations == s.Iterations {
			t.Fatalf("patience %d: %+v, error %v: the test is of no use", patience, want.Status, err)
		}
		for cut := 1; cut <= want.Iterations+1; cut += 3 {
			s := s
			s.Checkpoint, s.Resume = filepath.Join(t.TempDir(), "checkpoint"), true
			limited, cancel := context.WithCancel(ctx)
			s.Recorder = stopAt{cut, cancel}
			if _, err := train.Fit(limited, startFarOff(), x, quiet(s)); err != nil && !errors.Is(err, context.Canceled) {
				t.Fatal(err)
			}
			s.Recorder = nil
			for again := range 2 {
				m := startFarOff()
				got, err := train.Fit(ctx, m, x, quiet(s))
				if err != nil || got.Status != train.Stopped || got.Iterations != want.Iterations || got.Best != want.Best {
					t.Errorf("patience %d, cut after %d, resumed for the %d. time: %v after %d iterations, best %d, error %v; want %v, %d, %d",
						patience, cut, again+1, got.Status, got.Iterations, got.Best, err, want.Status, want.Iterations, want.Best)
				}
				if !reflect.DeepEqual(values(m), values(whole)) || !reflect.DeepEqual(scores(got), scores(want)) {
					t.Errorf("patience %d, cut after %d: other weights or scores", patience, cut)
				}
			}
			cancel()
		}
	}
}
