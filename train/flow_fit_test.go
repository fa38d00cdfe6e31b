// Fits of flows: workers, resumption with probes, and the density that comes out.

package train_test

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

func newFlow(t *testing.T, workers int, method trace.Method) *likelihood.Flow {
	t.Helper()
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{12, 12}, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	flow, err := likelihood.New(field, &likelihood.Settings{
		Solver:        &integrate.Settings{RTol: 1e-3, ATol: 1e-3, Workers: workers, BlockRows: 32},
		GradientTrace: &trace.Settings{Method: method},
	})
	if err != nil {
		t.Fatal(err)
	}
	return flow
}

func TestFitIsBitIdenticalForAnyNumberOfWorkers(t *testing.T) {
	for _, trace := range []trace.Method{trace.Exact, trace.Hutchinson} {
		var want []float64
		for _, workers := range []int{1, 8, 1} {
			flow := newFlow(t, workers, trace)
			if _, err := train.Fit(ctx, flow, normal(400, 1), quiet(train.Settings{Iterations: 8, Batch: 150, Seed: 4, Optimizer: optim.Adam{Rate: 0.01}})); err != nil {
				t.Fatal(err)
			}
			if want == nil {
				want = values(flow)
			} else if !reflect.DeepEqual(values(flow), want) {
				t.Errorf("trace %d, %d workers: other weights", trace, workers)
			}
		}
	}
}

// TestFlowResumesBitIdentical: probes are drawn anew in every step, yet a resumed run draws those that the whole run drew.
func TestFlowResumesBitIdentical(t *testing.T) {
	x := normal(400, 1)
	s := train.Settings{Iterations: 9, Batch: 100, Seed: 4, Optimizer: optim.Adam{Rate: 0.01}, Average: 0.9, ValidateEvery: 4}
	whole := newFlow(t, 2, trace.Hutchinson)
	if _, err := train.Fit(ctx, whole, x, quiet(s)); err != nil {
		t.Fatal(err)
	}
	s.Checkpoint, s.Resume = filepath.Join(t.TempDir(), "checkpoint"), true
	limited, cancel := context.WithCancel(ctx)
	s.Recorder = stopAt{5, cancel}
	if _, err := train.Fit(limited, newFlow(t, 2, trace.Hutchinson), x, quiet(s)); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	s.Recorder = nil
	resumed := newFlow(t, 1, trace.Hutchinson)
	result, err := train.Fit(ctx, resumed, x, quiet(s))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(values(resumed), values(whole)) || len(result.History) != 9 {
		t.Errorf("the weights differ, or there are %d records, want 9", len(result.History))
	}
}

// stopAt is a recorder that ends a run in an iteration.
type stopAt struct {
	iteration int
	stop      func()
}

func (s stopAt) Init() error { return nil }

func (s stopAt) Record(r *train.Record) error {
	if r.Iteration == s.iteration {
		s.stop()
	}
	return nil
}

// TestFittedDensity: what was fitted is a density of the data in their own units: it integrates to one, and its mean
// logarithm is that of the normal that the data are drawn from.
func TestFittedDensity(t *testing.T) {
	flow := newFlow(t, 2, trace.Exact)
	result, err := train.Fit(ctx, flow, normal(2000, 1), quiet(train.Settings{Epochs: 8, Batch: 200, Optimizer: optim.Adam{Rate: 0.01}, Seed: 2}))
	if err != nil {
		t.Fatal(err)
	}
	want := -entropy(2) - entropy(0.1)
	if math.Abs(result.Score.Mean-want) > 4*result.Score.Error+0.02 {
		t.Errorf("held out %+v, want %g", result.Score, want)
	}
	const n = 60 // cells a side, six deviations to either side
	var grid [][]float64
	for i := range n {
		for j := range n {
			u, v := (float64(i)+0.5)/n*12-6, (float64(j)+0.5)/n*12-6
			grid = append(grid, []float64{5 + 2*u, -1 + 0.1*v})
		}
	}
	logProb, err := flow.LogProb(ctx, grid)
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, l := range logProb {
		sum += math.Exp(l) * (12 * 2.0 / n) * (12 * 0.1 / n)
	}
	if math.Abs(sum-1) > 1e-3 {
		t.Errorf("the density integrates to %g, want 1", sum)
	}
}

func TestEvaluationsAreThoseOfOneSolve(t *testing.T) {
	flow := newFlow(t, 1, trace.Exact)
	x := normal(100, 1)
	result, err := train.Fit(ctx, flow, x, quiet(train.Settings{Iterations: 1, HoldOut: -1}))
	if err != nil {
		t.Fatal(err)
	}
	if n := result.History[0].Evaluations; n < 8 || n > 100 {
		t.Errorf("%g evaluations a row, want those of one solve", n)
	}
	if !math.IsNaN(result.Score.Mean) || result.Best != 1 {
		t.Errorf("without held-out rows: %+v, want no score and the weights of iteration 1", result)
	}
}
