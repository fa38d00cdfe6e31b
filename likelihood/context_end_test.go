// Long calls look at their context all the time, and end with it.

package likelihood_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/augment"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/base/em"
	"github.com/gorgoflow/gorgoflow/likelihood/base/kernel"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/flowtest"
	"github.com/gorgoflow/gorgoflow/likelihood/marginal"
)

// counted is a context that ends after a number of calls of Err, which may come from several goroutines.
type counted struct {
	context.Context
	most  int64
	looks atomic.Int64
}

func (c *counted) Err() error {
	if c.looks.Add(1) > c.most {
		return context.DeadlineExceeded
	}
	return nil
}

// ending is a call, and the least number of times that it looks at its context.
type ending struct {
	looks int64
	call  func(ctx context.Context) error
}

func endings(t *testing.T) map[string]ending {
	t.Helper()
	const n = 320
	x, far := flowtest.Points(n, 2, 1), flowtest.Points(n, 2, 2)
	for i := range far {
		far[i][0] += 1e200
	}
	points, err := kernel.New(x, 0.1, 1)
	flowtest.Must(t, err)
	columns, err := marginal.Fit(t.Context(), x, nil)
	flowtest.Must(t, err)
	e, err := likelihood.NewEnsemble(columns, likelihood.Member{Weight: 1, Base: points}, likelihood.Member{Weight: 2, Base: points})
	flowtest.Must(t, err)
	joint, err := likelihood.New(flowtest.NewMLP(t, 3, &dynamics.MLPSettings{Hidden: []int{8}, Seed: 1}), nil)
	flowtest.Must(t, err)
	augmented, err := augment.New(joint, 1)
	flowtest.Must(t, err)
	return map[string]ending{
		"em.Fit": {8 * n / 32, func(ctx context.Context) error {
			_, _, err := em.Fit(ctx, x, 8, &em.Settings{Iterations: 1})
			return err
		}},
		"kernel.LogProbs":   {n, func(ctx context.Context) error { _, err := points.LogProbs(ctx, far, 2); return err }},
		"marginal.Fit":      {n/32 + 2*(n/32+4*(n/32+60)), func(ctx context.Context) error { _, err := marginal.Fit(ctx, x, nil); return err }},
		"base.Draw":         {n / 32, func(ctx context.Context) error { _, err := base.Draw(ctx, points, n, 2, 1); return err }},
		"Ensemble.Sample":   {n / 32, func(ctx context.Context) error { _, err := e.Sample(ctx, n, 1); return err }},
		"Augmented.LogProb": {n / 32, func(ctx context.Context) error { _, err := augmented.LogProb(ctx, x); return err }},
	}
}

// TestCallsEndWithTheirContext: a call looks at its context as often as stated, and stops soon after the context has
// ended. Workers look at a context derived from the call's, so that their looks are not counted.
func TestCallsEndWithTheirContext(t *testing.T) {
	const few = 4
	for name, c := range endings(t) {
		whole := &counted{Context: t.Context(), most: 1 << 40}
		if err := c.call(whole); err != nil || whole.looks.Load() < c.looks {
			t.Errorf("%s: %d looks, want %d at least; %v", name, whole.looks.Load(), c.looks, err)
		}
		for part := range int64(8) {
			ctx := &counted{Context: t.Context(), most: part * c.looks / 8}
			if err := c.call(ctx); !errors.Is(err, context.DeadlineExceeded) || ctx.looks.Load() > ctx.most+few {
				t.Errorf("%s: after %d looks %d more, %v", name, ctx.most, ctx.looks.Load()-ctx.most, err)
			}
		}
	}
}

// slow is a normal density that counts its calls, and ends a context at the call with the number last.
type slow struct {
	*base.Gaussian
	calls, last *atomic.Int64
	end         context.CancelFunc
}

func (s *slow) count() {
	if s.calls.Add(1) == s.last.Load() {
		s.end()
	}
}

func (s *slow) LogProb(x []float64) float64 {
	s.count()
	return s.Gaussian.LogProb(x)
}

func (s *slow) ScoreInput(score, x []float64) []float64 {
	s.count()
	return s.Gaussian.ScoreInput(score, x)
}

func (s *slow) ScoreParams(grad [][]float64, x []float64, weight float64) {
	s.count()
	s.Gaussian.ScoreParams(grad, x, weight)
}

// TestBasesEndWithTheContext: calls end with their context while they ask a base, wherever that is: soon after its first
// call and after most of them. With one worker and with two they get the same numbers.
func TestBasesEndWithTheContext(t *testing.T) {
	const n, block, most = 640, 128, 64 // rows, those of a row block, and calls after the end: two for each of 32 rows
	s := &slow{Gaussian: mustGaussian(t, 0.3), calls: &atomic.Int64{}, last: &atomic.Int64{}}
	x, net := flowtest.Points(n, 2, 1), &dynamics.MLPSettings{Hidden: []int{4}, Layer: dynamics.Ignore, Float64: true}
	made := func(workers int) []*likelihood.Flow {
		set := likelihood.Settings{Base: s, TrainBase: true, Solver: &integrate.Settings{Workers: workers, Lanes: block, BlockRows: block, Tableau: tableau.RK4, Steps: 1}}
		return []*likelihood.Flow{newFlow(t, flowtest.NewMLP(t, 2, net), &set), newTestStack(t, 2, 2, *net, &likelihood.StackSettings{Flow: set}),
			newTestStack(t, 2, 2, *net, &likelihood.StackSettings{Flow: set, Norm: &likelihood.NormSettings{Lag: 0.5}})}
	}
	two := made(2)
	for i, f := range made(1) {
		logp, err := f.LogProb(t.Context(), x)
		flowtest.Must(t, err)
		same, err := two[i].LogProb(t.Context(), x)
		flowtest.Must(t, err)
		flowtest.CloseTo(t, "two workers", same, logp, 0)
		for name, call := range map[string]func(ctx context.Context) error{
			"LogProb":  func(ctx context.Context) error { _, err := f.LogProb(ctx, x); return err },
			"Gradient": func(ctx context.Context) error { _, err := f.Gradient(ctx, x, nil); return err },
			"Certify": func(ctx context.Context) error {
				_, err := f.LogProbWith(ctx, x, &likelihood.LogProbRequest{Certify: true})
				return err
			},
			"Evaluations": func(ctx context.Context) error {
				_, err := f.LogProbWith(ctx, x, &likelihood.LogProbRequest{Evaluations: 24})
				return err
			},
			"Sample": func(ctx context.Context) error {
				_, err := f.SampleWith(ctx, n, 1, &likelihood.SampleRequest{LogProb: true})
				return err
			},
		} {
			s.calls.Store(0)
			s.last.Store(0)
			flowtest.Must(t, call(t.Context()))
			for _, last := range []int64{1, s.calls.Load() * 3 / 4} {
				var ctx context.Context
				ctx, s.end = context.WithCancel(t.Context())
				s.calls.Store(0)
				s.last.Store(last)
				if err := call(ctx); !errors.Is(err, context.Canceled) || s.calls.Load() > last+most {
					t.Errorf("flow %d, %s: %d calls after the context has ended, %v", i, name, s.calls.Load()-last, err)
				}
			}
		}
	}
}

// TestTargetsEndWithTheContext: a gradient whose context ends while it asks a target, which may take long, asks no more.
func TestTargetsEndWithTheContext(t *testing.T) {
	f := newFlow(t, flowtest.NewMLP(t, 2, &dynamics.MLPSettings{Hidden: []int{4}}), &likelihood.Settings{Solver: &integrate.Settings{Workers: 1, Lanes: 128, BlockRows: 128}})
	ctx, end := context.WithCancel(t.Context())
	asked := 0
	_, err := f.Gradient(ctx, flowtest.Points(256, 2, 1), &likelihood.GradientRequest{Target: func(x []float64) (float64, []float64) {
		asked++
		end()
		return 0, make([]float64, len(x))
	}})
	if !errors.Is(err, context.Canceled) || asked != 1 {
		t.Errorf("the target was asked %d times, want once; %v", asked, err)
	}
}
