// Maximum likelihood.

package objective

import (
	"context"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/pkg/errors"
)

// MaximumLikelihood is the mean negative log-likelihood of the rows, in nats, with the penalties of the flow's
// settings.
type MaximumLikelihood struct{}

// Bind accepts every model but nil (likelihood.ErrSettings).
func (MaximumLikelihood) Bind(m Model, rows int) (Loss, error) {
	if m == nil {
		return nil, errors.Wrap(likelihood.ErrSettings, "no model")
	}
	return negativeLogLikelihood{m}, nil
}

// Traits returns none: checkpoints without traits of an objective are of this one.
func (MaximumLikelihood) Traits() []likelihood.Trait { return nil }

type negativeLogLikelihood struct{ model Model }

// Gradient is the model's.
func (l negativeLogLikelihood) Gradient(ctx context.Context, b *Batch) (*likelihood.Gradient, error) {
	if err := b.checkRows(); err != nil {
		return nil, err
	}
	lo, hi := b.bounds()
	g, err := l.model.Gradient(ctx, b.X[lo:hi], &likelihood.GradientRequest{Condition: b.conditions(), Weights: b.shares(), ProbeSeed: b.Seed, First: lo})
	return g, b.located(err)
}
