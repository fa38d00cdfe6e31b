// Rows that cannot be solved on some of the processes that share a run.

package train_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/augment"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/objective"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

// hurried makes flows of two columns, or of one and a drawn one, whose rows have so many steps.
func hurried(t *testing.T, steps, extra int) train.Model {
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{8}, Seed: 3, Float64: true})
	must(t, err)
	solver := fewRows
	solver.RTol, solver.ATol, solver.MaxSteps = 1e-11, 1e-11, steps
	flow, err := likelihood.New(field, &likelihood.Settings{Solver: &solver})
	must(t, err)
	if extra == 0 {
		return flow
	}
	augmented, err := augment.New(flow, extra)
	must(t, err)
	return augmented
}

// stepsForMost is a number of steps that all rows but a few can do with.
func stepsForMost(t *testing.T, x [][]float64, extra int) int {
	for steps := 25; ; steps++ {
		var failed *likelihood.RowsError
		_, err := hurried(t, steps, extra).LogProbWith(ctx, x, nil)
		if err == nil {
			t.Fatalf("%d steps do for all rows: the test is of no use", steps)
		}
		if errors.As(err, &failed) && len(failed.Rows) <= 3+3*extra {
			return steps
		}
	}
}

// idle is a loss without a slope, that needs no solve.
type idle struct{ objective.MaximumLikelihood }

func (idle) Bind(m objective.Model, _ int) (objective.Loss, error) { return idleLoss{m}, nil }

type idleLoss struct{ objective.Model }

func (l idleLoss) Gradient(context.Context, *objective.Batch) (*likelihood.Gradient, error) {
	g := &likelihood.Gradient{}
	for _, p := range l.Params() {
		g.Params = append(g.Params, make([]float64, p.Len()))
	}
	return g, nil
}

// TestPeersWithUnsolvedRows: rows that some ranks cannot solve, in a step or a score, are a divergence on all ranks, which
// names the rows. A rank that had such rows took itself for the only one to know of them, and the others for gone.
func TestPeersWithUnsolvedRows(t *testing.T) {
	for extra := range 2 {
		x := make([][]float64, 50)
		for i, row := range normal(50, 1) {
			x[i] = []float64{row[0] - 5, 10 * (row[1] + 1)}[extra:]
		}
		steps := stepsForMost(t, x, extra)
		for name, s := range map[string]train.Settings{"step": {HoldOut: -1, Batch: 50}, "score": {Objective: idle{}, Validation: x}} {
			s.Iterations, s.KeepStandardization = 2, true
			model := func() train.Model { return hurried(t, steps, extra) }
			for r, got := range together(t, 3, model, x, s, nil) {
				if !errors.Is(got.err, train.ErrDiverged) || !strings.Contains(got.err.Error(), "rows not solved") || got.result.Status != train.Diverged {
					t.Errorf("%d extra, a %s, rank %d: error %v, want a divergence that names rows", extra, name, r, got.err)
				}
			}
		}
	}
}

// TestPeersTurnBackTogether: a search of LBFGS turns back where some rows cannot be solved, and comes to the weights of one
// process.
func TestPeersTurnBackTogether(t *testing.T) {
	x := normal(50, 1)
	model := func() train.Model { return hurried(t, 48, 0) }
	s := train.Settings{HoldOut: -1, Iterations: 3, Optimizer: optim.LBFGS{Rate: 1.5}}
	alone := together(t, 1, model, x, s, nil)[0]
	must(t, alone.err)
	for r, got := range together(t, 3, model, x, s, nil) {
		if got.err != nil || !slices.Equal(got.weights, alone.weights) {
			t.Errorf("rank %d: %v, error %v; want %v", r, got.weights, got.err, alone.weights)
		}
	}
}
