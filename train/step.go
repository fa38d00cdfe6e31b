// One step: gradient, clipping, optimiser and average; and the score of held-out rows.

package train

import (
	"cmp"
	"context"
	"math"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/finite"
	"github.com/gorgoflow/gorgoflow/internal/peers"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/train/internal/rows"
	"github.com/gorgoflow/gorgoflow/train/objective"
	"github.com/gorgoflow/gorgoflow/train/optim"
	"github.com/pkg/errors"
)

// step computes the gradient on a batch and moves the parameters against it. After an error they are unchanged.
func (r *run) step(ctx context.Context) (*Record, error) {
	if err := ctx.Err(); err != nil {
		return nil, r.interrupted(err)
	}
	l := r.lossNow(ctx)
	g, err := l.here()
	if err != nil {
		return nil, r.failed(ctx, r.Iteration+1, err)
	}
	factor := r.settings.Schedule(r.local(), r.length)
	rate := r.settings.Optimizer.Traits().Rate * factor
	record := &Record{
		Iteration:   r.Iteration + 1,
		Epoch:       r.local()/r.batches.perEpoch() + 1,
		Loss:        g.Loss,
		Norm:        norm(g.Params),
		Rate:        rate,
		Evaluations: float64(g.Forward.Evaluations) / float64(r.batches.size),
		Score:       noScore,
	}
	if !finite.Is(record.Loss + record.Norm) {
		return nil, errors.WithStack(&DivergedError{Iteration: record.Iteration, Loss: record.Loss, Norm: record.Norm})
	}
	if !(factor >= 0) || !finite.Is(record.Rate) { // a negative factor would climb
		return nil, errors.Wrapf(ErrSettings, "the Schedule has the factor %g in iteration %d, which makes the rate %g; want finite numbers from 0 up", factor, record.Iteration, record.Rate)
	}
	r.begun = true
	if !l.fixed {
		clip(g.Params, record.Norm, r.settings.ClipNorm)
	}
	return record, r.move(l, g, factor)
}

// gradient computes the gradient on a batch, with the random numbers of an iteration.
func (r *run) gradient(ctx context.Context, batch set, iteration int) (*likelihood.Gradient, error) {
	g, err := r.loss.Gradient(peers.With(ctx, r.group.Peers),
		&objective.Batch{X: batch.x, Condition: batch.c, Weights: batch.shares(), N: r.batches.size, Seed: probeSeed(r.settings.Seed, iteration)})
	if batch.x != nil {
		err = rows.Renumber(err, "a batch of data, by the numbers of all rows", batch.number)
	}
	return g, err
}

// move takes a step from the weights at which the gradient g was computed, and keeps these: their loss is finite, and a run
// returns to them if it diverges by this step. Nobody has looked at the loss of a mean of weights.
func (r *run) move(l *lossAt, g *likelihood.Gradient, factor float64) error {
	params := r.model.Params()
	start := r.spare.of(params)
	r.moved = r.moved.of(params)
	start.parts(func(i, from, to int) {
		start.load(params, i, from, to)
		copy(r.moved[i][from:to], start[i][from:to])
	})
	at := &optim.Point{Weights: r.moved, Loss: g.Loss, Gradient: g.Params, At: l.at}
	failed := recovered(l.ctx, func(context.Context) error { return r.optimizer.Step(at, factor) })
	if failed != nil {
		at.Weights = start
	}
	if err := r.use(at.Weights); err != nil || failed != nil {
		r.torn = r.torn || !errors.Is(failed, optim.ErrConverged) && l.ctx.Err() == nil // an interrupted optimiser has gone back
		return cmp.Or(r.blownUp(g, failed), err)
	}
	r.Good, r.spare, r.torn = start, r.Good, true // until the iteration counts
	if o, ok := r.model.(Observer); ok {
		o.Observe(g)
		if !hasAllInParams(r.model) {
			r.known = nil // what the model has observed may be elsewhere
		}
	}
	if r.Average != nil {
		r.Average.average(params, r.settings.Average, r.local())
	}
	return nil
}

// blownUp makes a DivergedError of an optimiser's refusal of a gradient whose square is no number.
func (r *run) blownUp(g *likelihood.Gradient, refused error) error {
	if n := norm(g.Params); errors.Is(refused, ErrSettings) && !finite.Is(n*n) {
		return errors.WithStack(&DivergedError{Iteration: r.Iteration + 1, Loss: g.Loss, Norm: n, Cause: refused})
	}
	return refused
}

// failed turns an error of the model into a DivergedError, unless it is an interruption or a request that the model
// refuses.
func (r *run) failed(ctx context.Context, iteration int, err error) error {
	if ctx.Err() != nil {
		return r.interrupted(err)
	}
	err, refused := r.group.Settle(ctx, err, isRefusal(err, r.begun || r.local() > 0))
	if peers.IsLost(err) {
		return errors.WithStack(err)
	}
	if refused {
		return errors.Wrap(err, "train")
	}
	return errors.WithStack(&DivergedError{Iteration: iteration, Loss: math.NaN(), Norm: math.NaN(), Cause: err})
}

// isRefusal says whether a model refuses a request whatever its weights, or the caller's code in it has panicked:
// neither is a divergence. Once a phase has begun, its requests fit the settings, and what does not is weights, such as
// the logarithm of a scale that has no exponential.
func isRefusal(err error, begun bool) bool {
	for _, refused := range []error{likelihood.ErrCondition, likelihood.ErrWidth, likelihood.ErrNoScore, base.ErrNoSampler} {
		if errors.Is(err, refused) {
			return true
		}
	}
	if errors.Is(err, likelihood.ErrSettings) && !begun {
		return true
	}
	rough, panicked := new(*dynamics.NotSmoothError), new(*graph.PanicError)
	return errors.As(err, rough) || errors.As(err, panicked)
}

func (r *run) interrupted(err error) error {
	return errors.Wrapf(err, "train: ended after %d of %d iterations", r.Iteration, r.total)
}

// validate checks the weights, or their mean if Average is set. It scores them on the held-out rows and keeps the best.
// Without held-out rows it computes their loss where no later step will: at the end and before a checkpoint.
func (r *run) validate(ctx context.Context, record *Record) (err error) {
	if r.held.len() == 0 && r.local() < r.length && r.settings.Checkpoint == "" {
		return nil
	}
	looked := copyOf(r.model.Params())
	if r.Average != nil {
		last := looked
		looked = r.Average.clone()
		defer func() {
			if failed := r.use(last); err == nil {
				err = failed
			}
		}()
		if err := r.use(looked); err != nil {
			return err
		}
	}
	if r.held.len() == 0 {
		return r.checkLoss(ctx)
	}
	density, err := r.model.LogProbWith(peers.With(ctx, r.group.Peers), r.held.x, &likelihood.LogProbRequest{Condition: r.held.c})
	if err != nil {
		return r.failed(ctx, r.Iteration, rows.Renumber(err, r.heldAs(), r.held.number))
	}
	record.Score = newScore(density.LogProb, r.held.w)
	record.Best = r.Best.consider(record.Score, r.Iteration, looked)
	return nil
}

// heldAs is what the numbers of held-out rows belong to.
func (r *run) heldAs() string {
	if r.settings.Validation == nil {
		return "held-out rows, by the numbers of all rows"
	}
	return "validation data"
}

// use writes weights to the model. A step in progress does not end for a context.
func (r *run) use(w weights) error {
	r.torn = true // also after a panic
	err := r.model.Update(context.Background(), func() error {
		return w.write(r.model.Params())
	})
	r.torn = err != nil
	return err
}
