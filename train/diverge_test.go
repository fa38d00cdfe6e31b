// What a run that diverges leaves: weights, checkpoint and best score.

package train_test

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

// TestBlowUpLeavesAUsableFlow: a run that blows up leaves a flow that has densities. If nothing was scored before, that is
// the flow of the last finite loss.
func TestBlowUpLeavesAUsableFlow(t *testing.T) {
	x := normal(200, 1)
	for _, average := range []float64{0, 0.9} {
		for _, rate := range []float64{1e6, 1e300} {
			for name, s := range map[string]train.Settings{"no held-out rows": {HoldOut: -1}, "no score yet": {ValidateEvery: 100}, "scores": {ValidateEvery: 1}} {
				flow := newFlow(t, 1, trace.Exact)
				s.Iterations, s.Batch, s.Optimizer, s.Average = 30, 20, optim.Adam{Rate: rate}, average
				result, err := train.Fit(ctx, flow, x, quiet(s))
				if !errors.Is(err, train.ErrDiverged) || result.Status != train.Diverged {
					t.Errorf("%s, rate %g: %v, error %v; want diverged", name, rate, result.Status, err)
				}
				logProb, err := flow.LogProb(ctx, x[:3])
				if err != nil || math.IsNaN(logProb[0]) {
					t.Errorf("%s, rate %g, average %g: log p %v, error %v, weights of iteration %d", name, rate, average, logProb, err, result.Best)
				}
			}
		}
	}
}

// TestBlowUpOfExponents: where a step takes the logarithm of a duration, of a norm's scale or of a base's deviation out
// of range, the run has diverged, and leaves a flow that has densities. It failed, and left one that has none.
func TestBlowUpOfExponents(t *testing.T) {
	x := normal(20, 1)
	fields := func() []dynamics.Field {
		return []dynamics.Field{newFlow(t, 1, trace.Exact).Field(), newFlow(t, 2, trace.Exact).Field()}
	}
	gaussian, err := base.NewDiagonalGaussian([]float64{0, 0}, []float64{1, 1})
	must(t, err)
	timed, err := likelihood.New(fields()[0], &likelihood.Settings{TrainTime: true})
	must(t, err)
	based, err := likelihood.New(fields()[0], &likelihood.Settings{Base: gaussian, TrainBase: true})
	must(t, err)
	normed, err := likelihood.NewStack(fields(), &likelihood.StackSettings{Norm: &likelihood.NormSettings{}})
	must(t, err)
	for name, flow := range map[string]*likelihood.Flow{"duration": timed, "base": based, "norm": normed} {
		r, err := train.Fit(ctx, flow, x, quiet(train.Settings{Iterations: 3, ValidateEvery: 3, Optimizer: optim.Adam{Rate: 1e3}, Schedule: train.Constant}))
		if !errors.Is(err, train.ErrDiverged) || r.Status != train.Diverged {
			t.Errorf("%s: %v, error %v; want diverged", name, r.Status, err)
		}
		if _, err := flow.LogProb(ctx, x[:3]); err != nil {
			t.Errorf("%s: error %v of the flow that is left, want log-densities", name, err)
		}
	}
}

// TestSearchesTurnBackFromExponents: a search of L-BFGS that takes the logarithm of a base's deviation out of range
// goes on with shorter steps. It was the end of the run.
func TestSearchesTurnBackFromExponents(t *testing.T) {
	gaussian, err := base.NewDiagonalGaussian([]float64{0, 0}, []float64{1, 1})
	must(t, err)
	flow, err := likelihood.New(newFlow(t, 1, trace.Exact).Field(), &likelihood.Settings{Base: gaussian, TrainBase: true})
	must(t, err)
	r, err := train.Fit(ctx, flow, normal(8, 1), quiet(train.Settings{Iterations: 2, HoldOut: -1, Optimizer: optim.LBFGS{Rate: 1e4}}))
	must(t, err)
	if first, last := r.History[0].Loss, r.History[len(r.History)-1].Loss; !(last < first) {
		t.Errorf("a loss of %g after %g in %d steps, want a lower one", last, first, len(r.History))
	}
}

// TestBlowUpGoesBackOneStep: a diverged run is left with the weights before its last step, and Best is the iteration of
// these weights.
func TestBlowUpGoesBackOneStep(t *testing.T) {
	fit := func(iterations, broken int) (*gaussian, *train.Result) {
		m := startFarOff()
		m.before = func(n int) error {
			if n == broken {
				m.mean.Set(0, math.NaN())
			}
			return nil
		}
		result, err := train.Fit(ctx, m, normal(100, 1), quiet(train.Settings{Iterations: iterations, HoldOut: -1, Schedule: train.Constant}))
		if errors.Is(err, train.ErrDiverged) != (broken > 0) {
			t.Fatalf("broken at %d: error %v", broken, err)
		}
		return m, result
	}
	blown, result := fit(20, 8) // gradient 8 is not finite: steps 1 to 7 were taken
	sound, _ := fit(6, 0)
	if result.Best != 6 || result.Iterations != 7 || !slices.Equal(values(blown), values(sound)) {
		t.Errorf("iteration %d of %d: %v, want %v", result.Best, result.Iterations, values(blown), values(sound))
	}
}

// TestBlowUpSparesTheCheckpoint: the checkpoint of a run that diverges is that of the score before, from which a run with a
// lower rate goes on.
func TestBlowUpSparesTheCheckpoint(t *testing.T) {
	x, path := normal(200, 1), filepath.Join(t.TempDir(), "checkpoint")
	explode := func(iteration, total int) float64 {
		if iteration >= 7 {
			return 1e300
		}
		return 1
	}
	s := train.Settings{Iterations: 20, Batch: 20, ValidateEvery: 5, Optimizer: optim.Adam{Rate: 0.01}, Checkpoint: path, Resume: true, Schedule: explode}
	if _, err := train.Fit(ctx, newFlow(t, 1, trace.Exact), x, quiet(s)); !errors.Is(err, train.ErrDiverged) {
		t.Fatalf("error %v, want ErrDiverged", err)
	}
	s.Schedule = train.Constant
	result, err := train.Fit(ctx, newFlow(t, 1, trace.Exact), x, quiet(s))
	if err != nil || result.Iterations != 20 || len(result.History) != 20 {
		t.Errorf("resumed to %+v, error %v; want 20 iterations", result, err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	s.Schedule = func(int, int) float64 { return 1e300 } // before the first score
	if _, err := train.Fit(ctx, newFlow(t, 1, trace.Exact), x, quiet(s)); !errors.Is(err, train.ErrDiverged) {
		t.Fatalf("error %v, want ErrDiverged", err)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("looking for a checkpoint: error %v, want ErrNotExist", err)
	}
}

// steep is a model whose gradient is so large from some iteration on that its square is infinite.
type steep struct {
	*gaussian
	from int
}

func (s *steep) Gradient(ctx context.Context, x [][]float64, r *likelihood.GradientRequest) (*likelihood.Gradient, error) {
	g, err := s.gaussian.Gradient(ctx, x, r)
	if err == nil && s.count >= s.from {
		g.Params[0][0] = 1e160
	}
	return g, err
}

// TestGradientsWithoutASquareDiverge: a gradient that Adam cannot square, since nothing bounds its norm, is a divergence: the
// weights are those before the step that has led there, and the checkpoint is that of the score before.
func TestGradientsWithoutASquareDiverge(t *testing.T) {
	path := filepath.Join(t.TempDir(), "checkpoint")
	s := train.Settings{Iterations: 20, HoldOut: -1, ClipNorm: -1, Schedule: train.Constant}
	m := &steep{startFarOff(), 8}
	result, err := train.Fit(ctx, m, normal(100, 1), quiet(s))
	if !errors.Is(err, train.ErrDiverged) || !errors.Is(err, train.ErrSettings) || result.Status != train.Diverged {
		t.Fatalf("error %v, want ErrDiverged with its cause", err)
	}
	sound := startFarOff()
	s.Iterations = 6
	_, err = train.Fit(ctx, sound, normal(100, 1), quiet(s))
	must(t, err)
	if result.Best != 6 || result.Iterations != 7 || !slices.Equal(values(m), values(sound)) {
		t.Errorf("iteration %d of %d: %v, want %v", result.Best, result.Iterations, values(m), values(sound))
	}
	s.Iterations, s.Checkpoint, s.HoldOut, s.ValidateEvery = 20, path, 0.2, 5
	_, err = train.Fit(ctx, &steep{startFarOff(), 8}, normal(100, 1), quiet(s))
	s.Resume, s.Iterations = true, 5
	kept, resumed := train.Fit(ctx, &steep{startFarOff(), 100}, normal(100, 1), quiet(s))
	if !errors.Is(err, train.ErrDiverged) || resumed != nil || kept.Iterations != 5 {
		t.Errorf("errors %v and %v, %+v; want the checkpoint of iteration 5", err, resumed, kept)
	}
}

// TestScheduleWithoutANumber: a schedule that gives no number is refused with its iteration, and no weight becomes NaN.
func TestScheduleWithoutANumber(t *testing.T) {
	m := startFarOff()
	s := train.Settings{Iterations: 9, Schedule: func(iteration, _ int) float64 { return 1 / float64(3-iteration) }}
	result, err := train.Fit(ctx, m, normal(50, 1), quiet(s))
	if !errors.Is(err, train.ErrSettings) || !strings.Contains(err.Error(), "iteration 4") || result.Status != train.Failed || math.IsNaN(values(m)[0]) {
		t.Errorf("%+v, weights %v, error %v; want a refusal of iteration 4", result, values(m), err)
	}
}

// scored is a model whose first scores are NaN, as scores outside of a base's support may be.
type scored struct {
	*gaussian
	calls int
}

func (s *scored) LogProbWith(ctx context.Context, x [][]float64, r *likelihood.LogProbRequest) (*likelihood.Density, error) {
	d, err := s.gaussian.LogProbWith(ctx, x, r)
	if s.calls++; s.calls < 3 {
		d.LogProb[0] = math.NaN()
	}
	return d, err
}

func TestNaNIsNoBestScore(t *testing.T) {
	result, err := train.Fit(ctx, &scored{gaussian: startFarOff()}, normal(100, 1), quiet(train.Settings{Iterations: 6, ValidateEvery: 1}))
	if err != nil || result.Best < 3 || math.IsNaN(result.Score.Mean) {
		t.Errorf("best %d, score %v, error %v; want a number from iteration 3 on", result.Best, result.Score, err)
	}
}

// TestResumingWithAnotherAverage: a run may go on with a mean of the weights that it did not have before, and without a
// mean that it had.
func TestResumingWithAnotherAverage(t *testing.T) {
	x := normal(200, 1)
	fit := func(averages ...float64) []float64 {
		path, m := filepath.Join(t.TempDir(), "checkpoint"), startFarOff()
		for i, average := range averages {
			s := train.Settings{Iterations: 10 * (i + 1), Average: average, Batch: 50, HoldOut: -1, Optimizer: optim.Adam{Rate: 0.05}, Schedule: train.Constant, Checkpoint: path, Resume: true}
			m = startFarOff()
			if _, err := train.Fit(ctx, m, x, quiet(s)); err != nil {
				t.Fatal(err)
			}
		}
		return values(m)
	}
	plain := fit(0, 0)
	if got := fit(0.9, 0); !slices.Equal(got, plain) {
		t.Errorf("the mean was given up: %v, want %v", got, plain)
	}
	if got := fit(0, 0.9); slices.Equal(got, plain) {
		t.Error("a mean was asked for, and not taken")
	}
}
