// A model or an optimiser that fails in the middle of a step.

package train_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

// tearing is a model that fails once, when weights are written or a gradient is shown to it.
type tearing struct {
	*gaussian
	updates, observations int // calls until it fails
}

func (m *tearing) Update(ctx context.Context, write func() error) error {
	if m.updates--; m.updates == 0 {
		return errors.New("no weights are taken")
	}
	return m.gaussian.Update(ctx, write)
}

func (m *tearing) Observe(*likelihood.Gradient) {
	if m.observations--; m.observations == 0 {
		panic("no gradient is taken")
	}
}

// TestTornStepsAreTakenAgain: a run that fails between the step of its optimiser and the end of the iteration leaves the
// checkpoint before it, from which another run comes to the weights of one that has not failed.
func TestTornStepsAreTakenAgain(t *testing.T) {
	x := normal(60, 1)
	for _, o := range []optim.Optimizer{optim.Adam{Rate: 0.1}, optim.LBFGS{}} {
		s := train.Settings{Iterations: 6, HoldOut: 0.2, ValidateEvery: 2, Average: 0.5, Optimizer: o}
		want := startFarOff()
		_, err := train.Fit(ctx, &tearing{want, 0, 0}, x, quiet(s))
		must(t, err)
		for n := 1; n <= 9; n++ {
			for _, m := range []*tearing{{startFarOff(), n, 0}, {startFarOff(), 0, n}} {
				s := s
				s.Checkpoint, s.Resume = filepath.Join(t.TempDir(), "checkpoint"), true
				_, failed := train.Fit(ctx, m, x, quiet(s))
				again := &tearing{startFarOff(), 0, 0}
				result, err := train.Fit(ctx, again, x, quiet(s))
				must(t, err)
				if !slices.Equal(values(again), values(want)) || result.Iterations != 6 {
					t.Errorf("%T, call %d fails (%v): %v after %d iterations, want %v", o, n, failed, values(again), result.Iterations, values(want))
				}
			}
		}
	}
}

// stumbling is an optimiser of a caller's that fails once, after it has taken a step.
type stumbling struct {
	optim.Optimizer
	steps *int // until it fails
	panic bool
}

type stumblingRun struct {
	optim.Run
	of stumbling
}

func (o stumbling) Start(params []*graph.Param, from *optim.State) (optim.Run, error) {
	run, err := o.Optimizer.Start(params, from)
	return stumblingRun{run, o}, err
}

func (r stumblingRun) Step(at *optim.Point, factor float64) error {
	if err := r.Run.Step(at, factor); err != nil {
		return err
	}
	if *r.of.steps--; *r.of.steps != 0 {
		return nil
	}
	if r.of.panic {
		panic("no step is taken")
	}
	return errors.New("no step is taken")
}

// TestStepsOfAFailedOptimizerAreTakenAgain: so it is where an optimiser fails whose state is that after its step.
func TestStepsOfAFailedOptimizerAreTakenAgain(t *testing.T) {
	x := normal(60, 1)
	for n := range 7 {
		s := train.Settings{Iterations: 6, HoldOut: 0.2, ValidateEvery: 2, Optimizer: optim.Adam{Rate: 0.1}}
		want, again := startFarOff(), startFarOff()
		_, err := train.Fit(ctx, want, x, quiet(s))
		must(t, err)
		s.Checkpoint, s.Resume = filepath.Join(t.TempDir(), "checkpoint"), true
		s.Optimizer = stumbling{s.Optimizer, &n, n%2 == 0}
		_, failed := train.Fit(ctx, startFarOff(), x, quiet(s))
		_, err = train.Fit(ctx, again, x, quiet(s))
		must(t, err)
		if !slices.Equal(values(again), values(want)) {
			t.Errorf("after %v: %v, want %v", failed, values(again), values(want))
		}
	}
}
