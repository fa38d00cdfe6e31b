// Fits of a density whose maximum likelihood is known in closed form.

package train_test

import (
	"context"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

var ctx = context.Background()

// normal draws n rows of mean (5, -1) and deviation (2, 0.1).
func normal(n int, seed uint64) [][]float64 {
	r := rand.New(rand.NewPCG(seed, 0))
	x := make([][]float64, n)
	for i := range x {
		x[i] = []float64{5 + 2*r.NormFloat64(), -1 + 0.1*r.NormFloat64()}
	}
	return x
}

// entropy is that of a normal of deviation sigma, in nats.
func entropy(sigma float64) float64 { return math.Log(sigma*math.Sqrt(2*math.Pi)) + 0.5 }

func quiet(s train.Settings) *train.Settings {
	s.Progress = io.Discard
	return &s
}

func values(m train.Model) (all []float64) {
	for _, p := range m.Params() {
		all = append(all, p.Values()...)
	}
	return all
}

// startFarOff is a model that gets better with every step for a while.
func startFarOff() *gaussian { return gaussianAt(1, -2) }

func TestFitFindsTheMaximumLikelihood(t *testing.T) {
	x := normal(2000, 1)
	for _, keep := range []bool{false, true} {
		m := startFarOff()
		s := quiet(train.Settings{Epochs: 200, Batch: 500, Optimizer: optim.Adam{Rate: 0.05}, Seed: 3, KeepStandardization: keep})
		result, err := train.Fit(ctx, m, x, s)
		if err != nil {
			t.Fatal(err)
		}
		want := -entropy(2) - entropy(0.1)
		if d := math.Abs(result.Score.Mean - want); d > 4*result.Score.Error+0.01 {
			t.Errorf("keep %v: held-out score %v, want %g; %v", keep, result.Score, want, values(m))
		}
		if result.Score.Rows != 200 || result.Iterations != 200*3 || result.Status != train.Completed {
			t.Errorf("got %+v, want 600 iterations and a score of 200 rows", result)
		}
		mu, _ := m.scale(0)
		if standardized := math.Abs(mu-5) < 0.2; standardized == keep {
			t.Errorf("keep %v: the model's mean of column 0 is %g", keep, mu)
		}
	}
}

func TestStandardizationIsThatOfTheTrainingRows(t *testing.T) {
	x := normal(50, 1)
	m := newGaussian(2)
	if _, err := train.Fit(ctx, m, x, quiet(train.Settings{Iterations: 1, Validation: [][]float64{{1e6, 1e6}}})); err != nil {
		t.Fatal(err)
	}
	mean, std, err := likelihood.Moments(x, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(m.mu, mean) || !reflect.DeepEqual(m.sigma, std) {
		t.Errorf("got %v %v, want %v %v", m.mu, m.sigma, mean, std)
	}
}

func TestSameSeedSameFit(t *testing.T) {
	fit := func(seed uint64) []float64 {
		m := newGaussian(2)
		if _, err := train.Fit(ctx, m, normal(300, 1), quiet(train.Settings{Epochs: 5, Batch: 32, Seed: seed, Average: 0.9})); err != nil {
			t.Fatal(err)
		}
		return values(m)
	}
	if a, b := fit(1), fit(1); !reflect.DeepEqual(a, b) {
		t.Errorf("one seed, two fits: %v and %v", a, b)
	}
	if a, b := fit(1), fit(2); reflect.DeepEqual(a, b) {
		t.Error("the seed changes nothing")
	}
}

// TestScoresDoNotDisturbTraining: a fit does not depend on how often it is scored.
func TestScoresDoNotDisturbTraining(t *testing.T) {
	losses := func(every int) (all []float64) {
		m := startFarOff()
		s := train.Settings{Iterations: 12, Batch: 32, Average: 0.9, ValidateEvery: every, Optimizer: optim.Adam{Rate: 0.05}}
		result, err := train.Fit(ctx, m, normal(200, 1), quiet(s))
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range result.History {
			all = append(all, r.Loss)
		}
		if len(m.seeds) != 12 {
			t.Errorf("12 steps drew probes from %d seeds", len(m.seeds))
		}
		return all
	}
	if a, b := losses(1), losses(12); !reflect.DeepEqual(a, b) {
		t.Errorf("losses %v with a score in each step, %v with one at the end", a, b)
	}
}

// TestClipNormBoundsTheGradient: a bound below the norm of the gradient changes a fit, and a bound above all norms does
// not. Adam forgets the size of a gradient, but not that one gradient was larger than others.
func TestClipNormBoundsTheGradient(t *testing.T) {
	fit := func(limit float64) ([]float64, float64) {
		m := startFarOff()
		result, err := train.Fit(ctx, m, normal(200, 1), quiet(train.Settings{Iterations: 12, Batch: 32, ClipNorm: limit}))
		if err != nil {
			t.Fatal(err)
		}
		return values(m), result.History[0].Norm
	}
	free, norm := fit(-1)
	loose, _ := fit(2 * norm)
	tight, recorded := fit(norm / 2)
	if !reflect.DeepEqual(free, loose) || reflect.DeepEqual(free, tight) {
		t.Errorf("no bound: %v, a high one: %v, a low one: %v", free, loose, tight)
	}
	if recorded != norm {
		t.Errorf("the norm is recorded as %g, want %g as before it was clipped", recorded, norm)
	}
}

// TestBestParametersAreKept: a model that gets worse after a while ends with the parameters of its best score.
func TestBestParametersAreKept(t *testing.T) {
	x := normal(200, 1)
	m := newGaussian(2)
	spoil := func(iteration, total int) float64 {
		if iteration >= 60 {
			return 200 // far beyond the optimum
		}
		return 1
	}
	s := train.Settings{Iterations: 100, Batch: 180, Optimizer: optim.Adam{Rate: 0.01}, Schedule: spoil, ValidateEvery: 10}
	result, err := train.Fit(ctx, m, x, quiet(s))
	if err != nil {
		t.Fatal(err)
	}
	if result.Best > 60 || result.Best == 0 {
		t.Errorf("best in iteration %d, want one up to 60", result.Best)
	}
	for _, r := range result.History {
		if r.Scored() && r.Score.Mean > result.Score.Mean {
			t.Errorf("iteration %d scored %g, the result %g", r.Iteration, r.Score.Mean, result.Score.Mean)
		}
		if r.Scored() != (r.Iteration%10 == 0) {
			t.Errorf("iteration %d scored: %t, want a score every ten", r.Iteration, r.Scored())
		}
	}
	s.Patience = 2
	stopped, err := train.Fit(ctx, newGaussian(2), x, quiet(s))
	if err != nil || stopped.Status != train.Stopped || stopped.Iterations >= 100 {
		t.Errorf("patience: %v after %d iterations, error %v; want it stopped before 100", stopped.Status, stopped.Iterations, err)
	}
}

func TestInterruptedRunKeepsTheBest(t *testing.T) {
	m := startFarOff()
	cancelled, cancel := context.WithCancel(ctx)
	m.before = func(n int) error {
		if n == 35 {
			cancel()
		}
		return nil
	}
	result, err := train.Fit(cancelled, m, normal(200, 1), quiet(train.Settings{Iterations: 100, Batch: 180, ValidateEvery: 10, Optimizer: optim.Adam{Rate: 0.01}}))
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v, want context.Canceled", err)
	}
	if result.Status != train.Interrupted || result.Iterations != 34 || result.Best != 30 {
		t.Errorf("%v after %d iterations, best %d; want interrupted after 34, best 30", result.Status, result.Iterations, result.Best)
	}
	if len(result.History) != 34 {
		t.Errorf("%d records, want 34", len(result.History))
	}
}

func TestDivergence(t *testing.T) {
	broken := errors.New("no step is small enough")
	cases := map[string]func(m *gaussian) error{
		"NaN":    func(m *gaussian) error { m.mean.Set(0, math.NaN()); return nil },
		"solver": func(m *gaussian) error { return broken },
	}
	for name, fail := range cases {
		m := startFarOff()
		m.before = func(n int) error {
			if n < 8 {
				return nil
			}
			return fail(m)
		}
		result, err := train.Fit(ctx, m, normal(100, 1), quiet(train.Settings{Iterations: 20, ValidateEvery: 1}))
		var diverged *train.DivergedError
		if !errors.As(err, &diverged) || !errors.Is(err, train.ErrDiverged) || diverged.Iteration != 8 {
			t.Fatalf("%s: error %v, want a divergence in iteration 8", name, err)
		}
		if name == "solver" && !errors.Is(err, broken) {
			t.Errorf("%s: the cause is lost in %v", name, err)
		}
		if result.Status != train.Diverged || result.Best != 7 || math.IsNaN(values(m)[0]) {
			t.Errorf("%s: %v, best %d, parameters %v; want diverged and the weights of iteration 7", name, result.Status, result.Best, values(m))
		}
	}
}

func TestBadInput(t *testing.T) {
	good := normal(30, 1)
	bad := map[string]struct {
		x    [][]float64
		s    train.Settings
		want error
		text string
	}{
		"no rows":     {nil, train.Settings{}, likelihood.ErrEmpty, "data"},
		"ragged":      {[][]float64{{1, 2}, {3}}, train.Settings{}, likelihood.ErrWidth, "row 1"},
		"wide":        {[][]float64{{1, 2, 3}}, train.Settings{}, likelihood.ErrWidth, "want 2"},
		"NaN":         {[][]float64{{1, 2}, {3, math.NaN()}}, train.Settings{}, likelihood.ErrNotFinite, "row 1, column 1"},
		"validation":  {good, train.Settings{Validation: [][]float64{{math.Inf(1), 0}}}, likelihood.ErrNotFinite, "validation data row 0"},
		"batch":       {good, train.Settings{Batch: -1}, train.ErrSettings, "Batch"},
		"rate":        {good, train.Settings{Optimizer: optim.Adam{Rate: math.NaN()}}, train.ErrSettings, "Rate"},
		"average":     {good, train.Settings{Average: 1}, train.ErrSettings, "Average"},
		"hold out":    {good, train.Settings{HoldOut: 1}, train.ErrSettings, "HoldOut"},
		"resume":      {good, train.Settings{Resume: true}, train.ErrSettings, "Checkpoint"},
		"condition":   {good, train.Settings{Condition: [][]float64{{1}}}, train.ErrSettings, "30 rows with 1"},
		"no file":     {good, train.Settings{Iterations: 1, Checkpoint: filepath.Join(t.TempDir(), "none", "c")}, nil, "none"},
		"one row out": {good[:2], train.Settings{HoldOut: 0.5, Iterations: 1, KeepStandardization: true}, nil, ""},
	}
	for name, c := range bad {
		m := newGaussian(2)
		_, err := train.Fit(ctx, m, c.x, quiet(c.s))
		if c.text == "" {
			if err != nil {
				t.Errorf("%s: error %v, want none", name, err)
			}
			continue
		}
		if err == nil || c.want != nil && !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: error %v, want %v that says %q", name, err, c.want, c.text)
		}
		if c.want != nil && m.mu != nil {
			t.Errorf("%s: the model was touched", name)
		}
	}
}
