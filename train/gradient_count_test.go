// How often L-BFGS asks a flow for a gradient.

package train_test

import (
	"context"
	"testing"

	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/objective"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

// counted is maximum likelihood that counts its gradients.
type counted struct {
	objective.MaximumLikelihood
	count *int
}

type countedLoss struct {
	objective.Loss
	count *int
}

func (c counted) Bind(m objective.Model, rows int) (objective.Loss, error) {
	loss, err := c.MaximumLikelihood.Bind(m, rows)
	return countedLoss{loss, c.count}, err
}

func (l countedLoss) Gradient(ctx context.Context, b *objective.Batch) (*likelihood.Gradient, error) {
	*l.count++
	return l.Loss.Gradient(ctx, b)
}

// TestLBFGSAsksOnceForAGradient: a step begins with the gradient at which the one before has ended. A flow was asked for it
// again, in each step.
func TestLBFGSAsksOnceForAGradient(t *testing.T) {
	count := 0
	s := quiet(train.Settings{Iterations: 12, Optimizer: optim.LBFGS{}, Objective: counted{count: &count}})
	if _, err := train.Fit(ctx, newFlow(t, 2, trace.Exact), normal(20, 1), s); err != nil || count > 18 {
		t.Errorf("%d gradients of 12 steps, error %v; want 18 at most", count, err)
	}
}
