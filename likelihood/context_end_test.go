// Long calls look at their context all the time, and end with it.

package likelihood_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
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
		"marginal.Fit":      {2 * 4 * 60, func(ctx context.Context) error { _, err := marginal.Fit(ctx, x, nil); return err }},
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
