// The loss after the last step is looked at, also of runs that are interrupted or resumed.

package train_test

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/long"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

// TestTheLastStepIsLookedAt: where no rows are held out, a run that ends without an error has a loss that is not far above
// the loss it began with. A run that breaks down says so, and leaves densities, whatever the rate.
func TestTheLastStepIsLookedAt(t *testing.T) {
	x := normal(200, 1)
	takes := long.OneIn(5)
	for _, rate := range []float64{1e-3, 0.1, 10, 1e3, 1e6, 1e39, 1e300} {
		for _, average := range []float64{0, 0.5} {
			for _, iterations := range []int{1, 5} {
				if !takes() {
					continue
				}
				flow := newFlow(t, 1, trace.Exact)
				s := train.Settings{Iterations: iterations, HoldOut: -1, Optimizer: optim.Adam{Rate: rate}, Average: average, Schedule: train.Constant}
				result, err := train.Fit(ctx, flow, x, quiet(s))
				logProb, failed := flow.LogProb(ctx, x)
				if failed != nil {
					t.Errorf("rate %g, average %g, %d iterations: %v, and then log p: %v", rate, average, iterations, result.Status, failed)
					continue
				}
				loss, start := -train.NewScore(logProb).Mean, result.History[0].Loss
				sound := loss <= start+2
				if isDiverged := errors.Is(err, train.ErrDiverged); isDiverged != (result.Status == train.Diverged) || !isDiverged && !sound {
					t.Errorf("rate %g, average %g, %d iterations: %v, error %v; the loss was %g at the start, and is %g", rate, average, iterations, result.Status, err, start, loss)
				}
				if rate <= 0.1 && err != nil || iterations == 1 && !sound {
					t.Errorf("rate %g, average %g, %d iterations: loss %g, error %v", rate, average, iterations, loss, err)
				}
			}
		}
	}
}

// TestInterruptionHidesNoBreakdown: an interruption after a step that broke down does not hide the breakdown, and spares
// the checkpoint.
func TestInterruptionHidesNoBreakdown(t *testing.T) {
	s := train.Settings{Iterations: 9, HoldOut: -1, Optimizer: optim.Adam{Rate: 1e39}, Checkpoint: filepath.Join(t.TempDir(), "checkpoint"), Resume: true}
	flow, x := newFlow(t, 1, trace.Exact), normal(100, 1)
	limited, cancel := context.WithCancel(ctx)
	defer cancel()
	s.Schedule = func(int, int) float64 { // asked for in the step, after its gradient
		cancel()
		return 1
	}
	if _, err := train.Fit(limited, flow, x, quiet(s)); !errors.Is(err, train.ErrDiverged) && !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want ErrDiverged or context.Canceled", err)
	}
	for _, v := range values(flow) {
		if math.IsInf(v, 0) || math.IsNaN(v) {
			t.Fatalf("a weight is %v", v)
		}
	}
	s.Schedule, s.Optimizer = train.Constant, optim.Adam{Rate: 1e-3}
	if result, err := train.Fit(ctx, flow, x, quiet(s)); err != nil || result.Iterations != 9 {
		t.Errorf("with another rate: %+v, error %v; want nine iterations", result, err)
	}
}

// TestResumedBreakdownGoesBackAsFar: what a run goes back to after a breakdown does not depend on whether the run was
// resumed.
func TestResumedBreakdownGoesBackAsFar(t *testing.T) {
	x := normal(100, 1)
	fit := func(m *gaussian, s train.Settings) *train.Result {
		m.before = func(n int) error {
			if m.mean.At(0) < 0.95 { // where descent leads
				m.mean.Set(0, math.NaN())
			}
			return nil
		}
		result, err := train.Fit(ctx, m, x, quiet(s))
		if err != nil && !errors.Is(err, train.ErrDiverged) && !errors.Is(err, errBroken) {
			t.Fatal(err)
		}
		return result
	}
	s := train.Settings{Iterations: 200, HoldOut: -1, Seed: 2, ValidateEvery: 1000, Schedule: func(int, int) float64 { return 10 }}
	whole := startFarOff()
	want := fit(whole, s)
	if want.Status != train.Diverged || want.Iterations < 3 {
		t.Fatalf("%v after %d iterations: the test is of no use", want.Status, want.Iterations)
	}
	s.Checkpoint, s.Resume = filepath.Join(t.TempDir(), "checkpoint"), true
	s.Recorder = brokenRecorder{want.Iterations}
	fit(startFarOff(), s)
	s.Recorder = nil
	m := startFarOff()
	got := fit(m, s)
	if got.Status != want.Status || got.Best != want.Best || values(m)[0] != values(whole)[0] {
		t.Errorf("resumed: %v, best %d, %v; in one piece: %v, best %d, %v", got.Status, got.Best, values(m), want.Status, want.Best, values(whole))
	}
}

// thereAndBack takes a long step and the same one back, and has converged.
type thereAndBack struct{}

func (thereAndBack) Traits() optim.Traits {
	return optim.Traits{Name: "there and back", Rate: 1, Fixed: true}
}

func (thereAndBack) Start([]*graph.Param, *optim.State) (optim.Run, error) {
	return &thereAndBackRun{}, nil
}

type thereAndBackRun struct{ state optim.State }

func (r *thereAndBackRun) State() *optim.State { return &r.state }

func (r *thereAndBackRun) Step(at *optim.Point, _ float64) error {
	switch r.state.Step++; r.state.Step {
	case 1:
		at.Weights[0][0] += 1000
	case 2:
		at.Weights[0][0] -= 1000
	default:
		return optim.ErrConverged
	}
	return nil
}

// TestTheLastStepIsLookedAtWhereARunConverges: a run whose optimiser has converged ends as one of so many iterations does.
// The mean of its weights is far off here.
func TestTheLastStepIsLookedAtWhereARunConverges(t *testing.T) {
	for _, iterations := range []int{2, 9} {
		for _, average := range []float64{0, 0.9} {
			s := train.Settings{Iterations: iterations, HoldOut: -1, Optimizer: thereAndBack{}, Average: average}
			result, err := train.Fit(ctx, newGaussian(2), normal(50, 1), quiet(s))
			if errors.Is(err, train.ErrDiverged) != (average > 0) || result == nil || result.Iterations != 2 {
				t.Errorf("%d iterations, average %g: %+v, error %v; want two iterations, and ErrDiverged of the mean alone", iterations, average, result, err)
			}
		}
	}
}
