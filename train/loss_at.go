// The loss of a step's batch, here and at other weights.

package train

import (
	"context"
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/augment"
	"github.com/pkg/errors"
)

// lossAt is the loss of an iteration.
type lossAt struct {
	*run
	ctx   context.Context
	fixed bool // the same in every iteration, as in the first
}

// known is a gradient and the weights at which it was computed.
type known struct {
	weights  weights
	gradient *likelihood.Gradient
}

// hasAllInParams says that equal parameters mean equal losses: a flow's running moments are among its parameters.
func hasAllInParams(m Model) bool {
	switch m.(type) {
	case *likelihood.Flow, *augment.Flow:
		return true
	}
	return false
}

// onFirstBatch is the gradient on the first batch of the phase, with the random numbers of its first step.
func (r *run) onFirstBatch(ctx context.Context) (*likelihood.Gradient, error) {
	now := copyOf(r.model.Params())
	if k := r.known; k != nil && slices.EqualFunc(now, k.weights, slices.Equal) {
		return k.gradient, nil
	}
	if !r.settings.Optimizer.Traits().Fixed {
		return r.gradient(ctx, r.batches.at(0), r.Began)
	}
	g, err := r.gradient(ctx, r.batches.at(0), 0) // these have one seed in all phases
	if err == nil {
		r.known = &known{now, g}
	}
	return g, err
}

func (r *run) lossNow(ctx context.Context) *lossAt {
	return &lossAt{r, ctx, r.settings.Optimizer.Traits().Fixed}
}

// here returns the gradient at the present weights.
func (l *lossAt) here() (*likelihood.Gradient, error) {
	if !l.fixed {
		return l.gradient(l.ctx, l.batches.at(l.local()), l.Iteration)
	}
	return l.onFirstBatch(l.ctx)
}

// at is optim.Point.At. A panic of the model is an error, so that an optimiser goes back to where its step began.
func (l *lossAt) at(w [][]float64) (loss float64, gradient [][]float64, err error) {
	defer graph.Recover("train: the model", &err)
	if err := l.use(w); err != nil {
		return 0, nil, err
	}
	for i, p := range l.model.Params() {
		copy(w[i], p.Values())
	}
	g, err := l.here()
	if err == nil {
		return g.Loss, g.Params, nil
	}
	if err = l.failed(l.ctx, l.Iteration+1, err); errors.Is(err, ErrDiverged) {
		return math.Inf(1), nil, nil
	}
	return 0, nil, err
}
