// Target: the reverse divergence from an unnormalised density, for variational inference.

package objective

import (
	"context"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/pkg/errors"
)

// Target is the reverse Kullback-Leibler divergence of a flow from an unnormalised density p̃, less log ∫p̃, estimated
// by samples of the flow (see likelihood.GradientRequest). It is the mean of log q(x) - log p̃(x), in nats, with the
// penalties of the flow's settings. In expectation, minus the loss is a lower bound of log ∫p̃, the evidence of a
// posterior. A flow that misses a mode of p̃ does not learn of the mode.
//
// A step takes Settings.Batch new draws of the base, so Fit gets no rows of x, and an epoch is one step. Known samples
// can be scored as Settings.Validation. The flow keeps its standardisation: set it (Flow.Standardize) if the mass of p̃
// is far from 0 or has another scale.
//
// It needs a *likelihood.Flow without conditions and with a base that is not trained.
type Target struct {
	// LogDensity returns log p̃ and its gradient. An entry that is not finite ends the run with a *likelihood.DataError
	// that names the row and the value. Several goroutines may call it at once, and a gradient that it has returned must
	// not change later, so that each call returns a slice of its own. It must not call the flow.
	LogDensity func(x []float64) (logDensity float64, gradient []float64)
	// Name distinguishes checkpoints of different targets.
	Name string
}

// reversible is what Target needs of a model.
type reversible interface {
	matchable
	CondDim() int
}

// Bind refuses (likelihood.ErrSettings) a model other than a single flow, one with conditions, and a nil LogDensity. It
// refuses (base.ErrNoSampler) a base without samples.
func (t Target) Bind(m Model, rows int) (Loss, error) {
	flow, ok := m.(reversible)
	switch {
	case t.LogDensity == nil:
		return nil, errors.Wrap(likelihood.ErrSettings, "Target without LogDensity")
	case !ok:
		return nil, errors.Wrapf(likelihood.ErrSettings, "a target of a %T, want a *likelihood.Flow", m)
	case flow.CondDim() > 0:
		return nil, errors.Wrap(likelihood.ErrSettings, "a target of a conditional flow, want one without conditions")
	}
	if err := oneField(flow); err != nil {
		return nil, err
	}
	if _, err := base.Draw(context.Background(), flow.Base(), 1, m.Dim(), 0); err != nil {
		return nil, errors.WithMessage(err, "target")
	}
	return &divergence{target: t.LogDensity, flow: flow}, nil
}

// Traits distinguish it from other objectives and from targets with other names.
func (t Target) Traits() []likelihood.Trait {
	return []likelihood.Trait{{Name: "Objective", Value: "Target"}, {Name: "Target.Name", Value: t.Name}}
}

// Rowless says that a run takes no rows of data.
func (Target) Rowless() bool { return true }

type divergence struct {
	target func(x []float64) (logDensity float64, gradient []float64)
	flow   reversible
}

// Gradient draws the points of the whole batch, and solves for the wanted ones.
func (l *divergence) Gradient(ctx context.Context, b *Batch) (*likelihood.Gradient, error) {
	if err := b.check(); err != nil {
		return nil, err
	}
	z, err := base.Draw(ctx, l.flow.Base(), b.rows(), l.flow.Dim(), b.Seed)
	if err != nil {
		return nil, err
	}
	lo, hi := b.bounds()
	g, err := l.flow.Gradient(ctx, z[lo:hi], &likelihood.GradientRequest{Target: l.target, Weights: b.shares(), ProbeSeed: b.Seed, First: lo})
	return g, b.located(err)
}
