// A stack in a fit: norms that follow the batches, resumed to the bit.

package train_test

import (
	"context"
	"path/filepath"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

func newStack(t *testing.T) *likelihood.Flow {
	t.Helper()
	var fields []dynamics.Field
	for seed := range uint64(2) {
		field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{8}, Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		fields = append(fields, field)
	}
	stack, err := likelihood.NewStack(fields, &likelihood.StackSettings{Norm: &likelihood.NormSettings{Ends: true}})
	if err != nil {
		t.Fatal(err)
	}
	return stack
}

// TestStackFitsAndResumes: a stack with moving norms fits, and its norms follow the batches. An interrupted run resumes to
// the same bits, since the running moments are stored with the weights.
func TestStackFitsAndResumes(t *testing.T) {
	x := bentRows(300)
	whole, halves := newStack(t), newStack(t)
	settings := func(iterations int) *train.Settings {
		return &train.Settings{Iterations: iterations, Batch: 64, Optimizer: optim.Adam{Rate: 1e-2}, Seed: 1, HoldOut: 0.2, KeepStandardization: true, Average: 0.9}
	}
	result, err := train.Fit(context.Background(), whole, x, settings(24))
	if err != nil {
		t.Fatal(err)
	}
	first, last := result.History[0].Loss, result.History[len(result.History)-1].Loss
	if last > first-0.3 {
		t.Errorf("the loss goes from %g to %g, want 0.3 nats less at least", first, last)
	}
	path := filepath.Join(t.TempDir(), "run")
	for _, iterations := range []int{10, 24} {
		s := settings(24)
		s.Checkpoint, s.Resume = path, true
		ctx, cancel := context.WithCancel(context.Background())
		if iterations == 10 {
			s.Recorder = stopAt{10, cancel}
		}
		if _, err := train.Fit(ctx, halves, x, s); err != nil && iterations != 10 {
			t.Fatal(err)
		}
		cancel()
	}
	for i, p := range whole.Params() {
		if !slices.Equal(p.Values(), halves.Params()[i].Values()) {
			t.Errorf("parameter %s differs after resuming", p.Name)
		}
	}
	variance := slices.IndexFunc(whole.Params(), func(p *graph.Param) bool { return p.Name == "norm.1.running_var" })
	if variance < 0 || whole.Params()[variance].At(0) == 1 {
		t.Errorf("parameter %d is the running variance, which starts at 1: want it moved", variance)
	}
}

// bentRows are points beside a parabola, far from standard.
func bentRows(n int) [][]float64 {
	x := make([][]float64, n)
	for i := range x {
		u, v := float64(i%20)/5-2, float64(i%7)/7-0.5
		x[i] = []float64{3 + 2*u, u*u + v}
	}
	return x
}
