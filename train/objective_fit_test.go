// Objectives in a run: resumed to the bit, any number of workers, a checkpoint of another objective refused, a user's
// objective.

package train_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/objective"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

var matching = objective.FlowMatching{Sigma: 0.05, Coupling: objective.OptimalTransport}

func TestMatchingResumesToTheBit(t *testing.T) {
	x := normal(300, 1)
	s := train.Settings{Objective: matching, Iterations: 9, Batch: 100, Seed: 4, Optimizer: optim.Adam{Rate: 0.01}, Average: 0.9, ValidateEvery: 4, Weights: unequal(300)}
	whole := newFlow(t, 1, trace.Exact)
	if _, err := train.Fit(ctx, whole, x, quiet(s)); err != nil {
		t.Fatal(err)
	}
	s.Checkpoint, s.Resume = filepath.Join(t.TempDir(), "c"), true
	var parts *likelihood.Flow
	for _, last := range []int{3, 6, 9} {
		parts = newFlow(t, 5, trace.Exact)
		stopped, cancel := context.WithCancel(ctx)
		s.Recorder = stopAt{last, cancel}
		_, err := train.Fit(stopped, parts, x, quiet(s))
		if cancel(); err != nil && !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
	if !slices.Equal(values(parts), values(whole)) {
		t.Error("other weights than those of a run that was not interrupted")
	}
	s.Objective = objective.FlowMatching{Sigma: 0.05}
	_, err := train.Fit(ctx, newFlow(t, 1, trace.Exact), x, quiet(s))
	var other *train.CheckpointError
	if !errors.As(err, &other) || other.What != "FlowMatching.Coupling" {
		t.Errorf("a checkpoint of another coupling: error %v, want one of FlowMatching.Coupling", err)
	}
	s.Objective = nil
	if _, err = train.Fit(ctx, newFlow(t, 1, trace.Exact), x, quiet(s)); !errors.As(err, &other) {
		t.Errorf("a checkpoint of another objective: error %v, want a CheckpointError", err)
	}
}

// half is a user's objective: half the likelihood's loss.
type half struct{ objective.MaximumLikelihood }

func (h half) Bind(m objective.Model, rows int) (objective.Loss, error) {
	loss, err := h.MaximumLikelihood.Bind(m, rows)
	return halved{loss}, err
}

type halved struct{ objective.Loss }

func (l halved) Gradient(ctx context.Context, b *objective.Batch) (*likelihood.Gradient, error) {
	g, err := l.Loss.Gradient(ctx, b)
	if err == nil {
		g.Loss /= 2
	}
	return g, err
}

func TestOwnObjective(t *testing.T) {
	var losses []float64
	for _, o := range []objective.Objective{nil, half{}} {
		r, err := train.Fit(ctx, newFlow(t, 1, trace.Exact), normal(100, 1), quiet(train.Settings{Objective: o, Iterations: 1}))
		if err != nil {
			t.Fatal(err)
		}
		losses = append(losses, r.History[0].Loss)
	}
	if losses[1] != losses[0]/2 {
		t.Errorf("a loss of %g, want half of %g", losses[1], losses[0])
	}
}

// TestObjectiveRefusesBeforeTheRun: what an objective refuses is refused before the flow is touched.
func TestObjectiveRefusesBeforeTheRun(t *testing.T) {
	flow := newFlow(t, 1, trace.Exact)
	_, err := train.Fit(ctx, flow, normal(30, 1), quiet(train.Settings{Objective: matching, Batch: 1}))
	if mean, _ := flow.Standardization(); !errors.Is(err, likelihood.ErrSettings) || mean != nil {
		t.Errorf("a coupling over one row: error %v, want ErrSettings; standardised by %v", err, mean)
	}
}
