// Target: the reverse divergence from an unnormalised density, for variational inference.

package objective

import (
	"context"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/graph"
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
// It needs a *likelihood.Flow with a base that is not trained. One flow with conditions learns many targets, such as
// posteriors of any observation or densities of any temperature: see Batch and Condition. The loss is then the mean over conditions
// too. The flow keeps the standardisation of its conditions.
type Target struct {
	// LogDensity returns log p̃ and its gradient. An entry that is not finite ends the run with a *likelihood.DataError
	// that names the row and the value. Several goroutines may call it at once, and a gradient that it has returned must
	// not change later, so that each call returns a slice of its own. It must not call the flow. A density that is 0 outside of
	// bounds is a target of the logit or the logarithm of x, with the logarithm of the map's derivative added.
	LogDensity func(x []float64) (logDensity float64, gradient []float64)
	// Batch takes the place of LogDensity: it returns log p̃ and its gradients of many points at once, as for a density that a
	// network computes. For a flow with conditions these are log p̃(x | c), and c has the points' conditions, which must not be
	// changed; else c is nil.
	Batch func(x, c [][]float64) (logDensity []float64, gradient [][]float64)
	// Condition goes with Batch for a flow with conditions: it fills c with the condition of a point, drawn from rng alone, such
	// as an observation that is simulated. It is called for the points of a step one after another.
	Condition func(c []float64, rng *rand.Rand)
	// Name distinguishes checkpoints of different targets.
	Name string
}

// reversible is what Target needs of a model.
type reversible interface {
	matchable
	CondDim() int
}

// Bind refuses (likelihood.ErrSettings) a model other than a single flow, and functions that are not LogDensity alone, or
// Batch alone, or Batch and Condition for a flow with conditions. It refuses (base.ErrNoSampler) a base without samples.
func (t Target) Bind(m Model, rows int) (Loss, error) {
	flow, ok := m.(reversible)
	if !ok {
		return nil, errors.Wrapf(likelihood.ErrSettings, "a target of a %T, want a *likelihood.Flow", m)
	}
	if err := t.check(flow.CondDim()); err != nil {
		return nil, err
	}
	if err := oneField(flow); err != nil {
		return nil, err
	}
	if _, err := base.Draw(context.Background(), flow.Base(), 1, m.Dim(), 0); err != nil {
		return nil, errors.WithMessage(err, "target")
	}
	return &divergence{Target: t, flow: flow}, nil
}

// check refuses functions that do not go with conditions of so many columns.
func (t Target) check(cond int) error {
	switch {
	case (t.LogDensity == nil) == (t.Batch == nil):
		return errors.Wrap(likelihood.ErrSettings, "Target, want either LogDensity or Batch")
	case cond == 0 && t.Condition != nil:
		return errors.Wrap(likelihood.ErrSettings, "Target with Condition, and a flow that takes no conditions")
	case cond > 0 && (t.Batch == nil || t.Condition == nil):
		return errors.Wrapf(likelihood.ErrSettings, "a target of a flow with conditions of %d columns; want Batch and Condition", cond)
	}
	return nil
}

// Traits distinguish it from other objectives and from targets with other names.
func (t Target) Traits() []likelihood.Trait {
	return []likelihood.Trait{{Name: "Objective", Value: "Target"}, {Name: "Target.Name", Value: t.Name}}
}

// Rowless says that a run takes no rows of data.
func (Target) Rowless() bool { return true }

type divergence struct {
	Target
	flow reversible
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
	c, err := l.conditions(b)
	if err != nil {
		return nil, err
	}
	lo, hi := b.bounds()
	part := &Batch{N: b.rows(), Condition: c, Lo: lo, Hi: hi}
	g, err := l.flow.Gradient(ctx, z[lo:hi], &likelihood.GradientRequest{Target: l.LogDensity, TargetBatch: l.Batch, Condition: part.conditions(),
		Weights: b.shares(), ProbeSeed: b.Seed, First: lo})
	return g, b.located(err)
}

// conditions draws those of the whole batch; nil for a flow without.
func (l *divergence) conditions(b *Batch) (c [][]float64, err error) {
	if l.Condition == nil {
		return nil, nil
	}
	c = newRows(b.rows(), l.flow.CondDim())
	draws := rand.New(rand.NewPCG(b.Seed, streamCondition))
	return c, graph.Guard("train/objective: Target.Condition", func() error {
		for _, row := range c {
			l.Condition(row, draws)
		}
		return nil
	})
}
