// The default schedule rises at first and falls to nearly nothing, and no step of it is 0.

package train_test

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"testing"

	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

func TestCosine(t *testing.T) {
	s := train.Cosine(0.1)
	const total = 1000
	for i := 1; i < total; i++ {
		a, b := s(i-1, total), s(i, total)
		if i < 100 && !(b > a) || i > 100 && !(b < a) || b <= 0 || b > 1 {
			t.Fatalf("factor %g in iteration %d after %g", b, i, a)
		}
	}
	if s(99, total) != 1 || s(total-1, total) > 1e-4 {
		t.Errorf("top %g, end %g; want 1 and nearly 0", s(99, total), s(total-1, total))
	}
	if train.Cosine(0)(0, 1) <= 0 {
		t.Error("a run of one step stands still")
	}
}

// TestSharesThatAreNone: a run with a warm-up of no share of it is refused.
func TestSharesThatAreNone(t *testing.T) {
	for share, refused := range map[float64]bool{-0.1: true, 1.1: true, 5: true, math.Inf(1): true, math.NaN(): true, 0: false, 1: false} {
		s := quiet(train.Settings{Iterations: 2, HoldOut: -1, Schedule: train.Cosine(share)})
		if _, err := train.Fit(ctx, startFarOff(), normal(50, 1), s); errors.Is(err, train.ErrSettings) != refused {
			t.Errorf("share %v: %v", share, err)
		}
	}
}

// TestFactorsThatAreNoDescent: a schedule with a factor below 0 ends the run before it climbs, and one that begins at 0
// is no end of a run by LBFGS.
func TestFactorsThatAreNoDescent(t *testing.T) {
	for _, o := range []optim.Optimizer{optim.Adam{Rate: 0.1}, optim.LBFGS{}} {
		for _, from := range []float64{0, -1, math.Inf(1)} {
			s := quiet(train.Settings{Iterations: 4, HoldOut: -1, Optimizer: o, Schedule: func(i, _ int) float64 { return from + float64(i) }})
			result, err := train.Fit(ctx, startFarOff(), normal(50, 1), s)
			if refused := from != 0; errors.Is(err, train.ErrSettings) != refused || !refused && (err != nil || result.Iterations != 4) {
				t.Errorf("%T, factors from %v: %v, %+v", o, from, err, result)
			}
		}
	}
}

// TestAShorterRunIsScored: a checkpoint from between two scores that is resumed with fewer iterations than it has done ends
// with a score.
func TestAShorterRunIsScored(t *testing.T) {
	s := quiet(train.Settings{Iterations: 10, ValidateEvery: 5, Checkpoint: filepath.Join(t.TempDir(), "c"), Resume: true})
	limited, cancel := context.WithCancel(ctx)
	s.Recorder = afterSome{after: 3, stop: cancel, done: new(int)}
	if _, err := train.Fit(limited, startFarOff(), normal(50, 1), s); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	s.Iterations, s.Recorder = 2, nil
	result, err := train.Fit(ctx, startFarOff(), normal(50, 1), s)
	if err != nil || result.Best != 3 || math.IsNaN(result.Score.Mean) {
		t.Errorf("error %v, %+v; want the score of the third iteration", err, result)
	}
}
