// Maximum likelihood.

package objective

import (
	"context"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/pkg/errors"
)

// MaximumLikelihood is the mean negative log-likelihood of the rows, with the penalties of the flow's settings: nats.
type MaximumLikelihood struct{}

// Bind takes every model, and refuses (likelihood.ErrSettings) none.
func (MaximumLikelihood) Bind(m Model, rows int) (Loss, error) {
	if m == nil {
		return nil, errors.Wrap(likelihood.ErrSettings, "no model")
	}
	return negativeLogLikelihood{m}, nil
}

// Traits are none: it is what checkpoints are of that say nothing else.
func (MaximumLikelihood) Traits() []likelihood.Trait { return nil }

type negativeLogLikelihood struct{ Model }

// Gradient is the model's.
func (l negativeLogLikelihood) Gradient(ctx context.Context, b *Batch) (*likelihood.Gradient, error) {
	lo, hi := b.bounds()
	return l.GradientWith(ctx, b.X[lo:hi], &likelihood.GradientRequest{Condition: b.conditions(), Weights: b.shares(), ProbeSeed: b.Seed, First: lo})
}
