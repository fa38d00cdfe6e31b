// Checks of the weights after a step.

package train

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/finite"
	"github.com/pkg/errors"
)

// checkWeights refuses weights that are not finite, since a later step could not tell when they became so.
func (r *run) checkWeights(record *Record) error {
	for _, p := range r.model.Params() {
		if j := max(finite.FirstNot(graph.Data[float32](p)), finite.FirstNot(graph.Data[float64](p))); j >= 0 { // one of them is empty
			cause := errors.Errorf("the step at rate %g makes entry %d of %s %v", record.Rate, j, p.Name, p.At(j))
			return errors.WithStack(&DivergedError{Iteration: record.Iteration, Loss: record.Loss, Norm: record.Norm, Cause: cause})
		}
	}
	return nil
}

// checkLoss refuses weights without a loss on the first batch, and at the end of the run weights whose loss there is
// far above the first one. Batch and probes are those of the first step, so that both losses are values of one
// function.
func (r *run) checkLoss(ctx context.Context) error {
	g, err := r.onFirstBatch(ctx)
	if err != nil {
		return r.failed(ctx, r.Iteration, err)
	}
	diverged := &DivergedError{Iteration: r.Iteration, Loss: g.Loss, Norm: norm(g.Params)}
	if !finite.Is(diverged.Loss + diverged.Norm) {
		return errors.WithStack(diverged)
	}
	if start := r.firstLoss(); r.local() >= r.length && g.Loss > start+float64(r.model.Dim()) {
		diverged.Cause = errors.Errorf("the first batch had a loss of %g before the first step, and has %g after the last", start, g.Loss)
		return errors.WithStack(diverged)
	}
	return nil
}

// checkEnd looks at the weights of a phase that has ended after their score, which did not know that they are the last.
func (r *run) checkEnd(ctx context.Context) error {
	if r.held.len() > 0 || r.local() == 0 || r.isDue() {
		return nil
	}
	return r.validate(ctx, nil)
}

// firstLoss is the loss before the first step of the phase. Older files have it only in their history.
func (r *run) firstLoss() float64 {
	if r.Phase == 0 {
		return r.History[0].Loss
	}
	return r.First
}
