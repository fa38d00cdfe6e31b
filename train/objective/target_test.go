// Targets: a Gaussian recovered with its integral, gradient by differences, what is refused, and what a run is told.

package objective_test

import (
	"context"
	"errors"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/objective"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

// logIntegral is the logarithm of the integral of exp(tilted).
var logIntegral = math.Log(2*math.Pi*1.5*0.5) + 3

// tilted is 3 plus the exponent of a normal of mean (1, -0.5), deviations 1.5 and 0.5, in coordinates turned by 0.5.
func tilted(x []float64) (float64, []float64) {
	sin, cos := math.Sincos(0.5)
	u, v := cos*(x[0]-1)+sin*(x[1]+0.5), -sin*(x[0]-1)+cos*(x[1]+0.5)
	a, b := u/(1.5*1.5), v/(0.5*0.5)
	return 3 - u*a/2 - v*b/2, []float64{-cos*a + sin*b, -sin*a - cos*b}
}

func untrained(t *testing.T) *likelihood.Flow {
	t.Helper()
	field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{16}, Seed: 2})
	must(t, err)
	f, err := likelihood.New(field, &likelihood.Settings{Solver: &integrate.Settings{RTol: 1e-4, ATol: 1e-4}})
	must(t, err)
	return f
}

// TestTargetRecoversAGaussian: a flow finds the mean and the deviations of a Gaussian that it knows by an unnormalised
// density alone, and the loss is minus the log-integral.
func TestTargetRecoversAGaussian(t *testing.T) {
	s := train.Settings{Objective: objective.Target{LogDensity: tilted}, Iterations: 150, Batch: 128, Optimizer: optim.Adam{Rate: 0.02}, Seed: 1, Average: 0.95, Progress: io.Discard}
	f := untrained(t)
	r, err := train.Fit(t.Context(), f, nil, &s)
	must(t, err)
	last := 0.0
	for _, h := range r.History[140:] {
		last += h.Loss / 10
	}
	if math.Abs(last+logIntegral) > 0.02 {
		t.Errorf("a loss of %g, want %g", last, -logIntegral)
	}
	x, err := f.Sample(t.Context(), 4000, 3)
	must(t, err)
	mean, std, err := likelihood.Moments(x, nil)
	must(t, err)
	sin, cos := math.Sincos(0.5)
	want := []float64{math.Hypot(1.5*cos, 0.5*sin), math.Hypot(1.5*sin, 0.5*cos)}
	if distance := math.Max(math.Abs(mean[0]-1), math.Abs(mean[1]+0.5)); distance > 0.1 {
		t.Errorf("a mean of %v, want (1, -0.5)", mean)
	}
	if distance := math.Max(math.Abs(std[0]-want[0]), math.Abs(std[1]-want[1])); distance > 0.1 {
		t.Errorf("deviations %v, want %v", std, want)
	}
}

func TestTargetResumesToTheBit(t *testing.T) {
	s := train.Settings{Objective: objective.Target{LogDensity: tilted, Name: "tilted"}, Iterations: 8, Batch: 50, Seed: 1, Progress: io.Discard, ValidateEvery: 3,
		Validation: rows(20, 1)}
	whole, parts := untrained(t), untrained(t)
	_, err := train.Fit(t.Context(), whole, nil, &s)
	must(t, err)
	s.Checkpoint, s.Resume = filepath.Join(t.TempDir(), "c"), true
	ctx, cancel := context.WithCancel(t.Context())
	s.Recorder = stop{5, cancel}
	if _, err := train.Fit(ctx, parts, nil, &s); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	s.Recorder, parts = nil, untrained(t)
	r, err := train.Fit(t.Context(), parts, nil, &s)
	must(t, err)
	for i, p := range whole.Params() {
		if !slices.Equal(p.Values(), parts.Params()[i].Values()) {
			t.Errorf("%s differs", p.Name)
		}
	}
	if r.Score.Rows != 20 || math.IsNaN(r.Score.Mean) {
		t.Errorf("a score of %v, want one of 20 rows", r.Score)
	}
}

// stop is a recorder that ends a run in an iteration.
type stop struct {
	iteration int
	cancel    func()
}

func (stop) Init() error { return nil }

func (s stop) Record(r *train.Record) error {
	if r.Iteration == s.iteration {
		s.cancel()
	}
	return nil
}

func TestTargetRefuses(t *testing.T) {
	flow := newFlow(t, 0, likelihood.Settings{})
	stack, err := likelihood.NewStack([]dynamics.Field{flow.Field()}, nil)
	must(t, err)
	right := objective.Target{LogDensity: tilted}
	for name, c := range map[string]struct {
		o    objective.Objective
		m    objective.Model
		want error
	}{
		"nothing":    {objective.Target{}, flow, likelihood.ErrSettings},
		"a stack":    {right, stack, likelihood.ErrSettings},
		"conditions": {right, newFlow(t, 2, likelihood.Settings{}), likelihood.ErrSettings},
		"no sampler": {right, newFlow(t, 0, likelihood.Settings{Base: unsampled{}}), base.ErrNoSampler},
	} {
		if _, err := c.o.Bind(c.m, 9); !errors.Is(err, c.want) {
			t.Errorf("%s: error is %v, want %v", name, err, c.want)
		}
	}
	if _, err := train.Fit(t.Context(), flow, rows(9, 1), &train.Settings{Objective: right}); !errors.Is(err, train.ErrSettings) {
		t.Errorf("rows of data: error %v, want ErrSettings", err)
	}
	bad := objective.Target{LogDensity: func(x []float64) (float64, []float64) { return 0, []float64{1} }}
	var entry *likelihood.DataError
	_, err = train.Fit(t.Context(), flow, nil, &train.Settings{Objective: bad, Iterations: 2, Progress: io.Discard})
	if !errors.As(err, &entry) || entry.Got != 1 || entry.Want != 2 || errors.Is(err, train.ErrDiverged) {
		t.Errorf("a gradient of another width: error %v, want a DataError of 1 for 2", err)
	}
}

// TestTargetWithBoundsIsExplained: a target that is 0 outside of bounds ends a run at once, with advice about targets instead
// of learning rates.
func TestTargetWithBoundsIsExplained(t *testing.T) {
	bounded := objective.Target{LogDensity: func(x []float64) (float64, []float64) {
		if x[0] < 1 {
			return math.Inf(-1), []float64{0, 0}
		}
		return tilted(x)
	}}
	_, err := train.Fit(t.Context(), newFlow(t, 0, likelihood.Settings{}), nil, &train.Settings{Objective: bounded, Iterations: 2, Progress: io.Discard})
	var entry *likelihood.DataError
	if !errors.As(err, &entry) || !strings.Contains(err.Error(), "bounds") || strings.Contains(err.Error(), "ClipNorm") {
		t.Errorf("error %v, want a DataError that says what to do about bounds", err)
	}
}
