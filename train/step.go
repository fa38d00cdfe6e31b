// One step: gradient, clipping, Adam, averages; and the score of held-out rows.

package train

import (
	"context"
	"math"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/pkg/errors"
)

// step takes the gradient on a batch and moves the parameters against it. After
// an error they are as before.
func (r *run) step(ctx context.Context) (*Record, error) {
	if err := ctx.Err(); err != nil {
		return nil, r.interrupted(err)
	}
	batch := r.batches.at(r.Iteration)
	g, err := r.model.GradientWith(ctx, batch.x, &likelihood.GradientRequest{Condition: batch.c, ProbeSeed: probeSeed(r.settings.Seed, r.Iteration)})
	if err != nil {
		return nil, r.failed(ctx, err)
	}
	record := &Record{
		Iteration:   r.Iteration + 1,
		Epoch:       r.Iteration/r.batches.perEpoch() + 1,
		Loss:        g.Loss,
		Norm:        norm(g.Params),
		Rate:        r.settings.Rate * r.settings.Schedule(r.Iteration, r.total),
		Evaluations: float64(g.Forward.Evaluations) / float64(batch.len()),
		Score:       noScore,
	}
	if v := record.Loss + record.Norm; math.IsNaN(v) || math.IsInf(v, 0) {
		return nil, errors.WithStack(&DivergedError{Iteration: record.Iteration, Loss: record.Loss, Norm: record.Norm})
	}
	if math.IsNaN(record.Rate) || math.IsInf(record.Rate, 0) {
		return nil, errors.Wrapf(ErrSettings, "the Schedule makes the rate %g in iteration %d, want a finite number", record.Rate, record.Iteration)
	}
	r.keepGood()
	clip(g.Params, record.Norm, r.settings.ClipNorm)
	r.move(g, record.Rate)
	return record, nil
}

// keepGood keeps what a run that diverges in the next step goes back to.
func (r *run) keepGood() {
	if r.good == nil {
		r.good = copyOf(r.model.Params())
	}
	for i, p := range r.model.Params() {
		if r.Average != nil {
			copy(r.good[i], r.Average[i])
			continue
		}
		for j := range r.good[i] {
			r.good[i][j] = p.At(j)
		}
	}
}

func (r *run) move(g *likelihood.Gradient, rate float64) {
	params := r.model.Params()
	r.adam.Step(params, g.Params, rate)
	if o, ok := r.model.(Observer); ok {
		o.Observe(g)
	}
	r.model.Touch()
	if r.Average != nil {
		r.Average.average(params, r.settings.Average, r.Iteration)
	}
}

// failed tells an interruption, and a request that the model refuses, from a model that cannot be solved any more.
func (r *run) failed(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return r.interrupted(err)
	}
	for _, refused := range []error{likelihood.ErrCondition, likelihood.ErrSettings, likelihood.ErrWidth, likelihood.ErrNoScore} {
		if errors.Is(err, refused) {
			return errors.Wrap(err, "train")
		}
	}
	if rough := new(*dynamics.NotSmoothError); errors.As(err, rough) {
		return errors.Wrap(err, "train")
	}
	return errors.WithStack(&DivergedError{Iteration: r.Iteration + 1, Loss: math.NaN(), Norm: math.NaN(), Cause: err})
}

func (r *run) interrupted(err error) error {
	return errors.Wrapf(err, "train: ended after %d of %d iterations", r.Iteration, r.total)
}

// validate scores the held-out rows, by the mean of the weights if there is one,
// and keeps the weights that score best.
func (r *run) validate(ctx context.Context, record *Record) error {
	if r.held.len() == 0 {
		return nil
	}
	params := r.model.Params()
	scored := copyOf(params)
	if r.Average != nil {
		last := scored
		scored = r.Average.clone()
		defer r.use(last)
		r.use(scored)
	}
	density, err := r.model.LogProbWith(ctx, r.held.x, &likelihood.LogProbRequest{Condition: r.held.c})
	if err != nil {
		return r.failed(ctx, err)
	}
	record.Score = NewScore(density.LogProb)
	record.Best = r.Best.consider(record.Score, r.Iteration, scored)
	return nil
}

// use puts weights into the model.
func (r *run) use(w weights) {
	w.write(r.model.Params())
	r.model.Touch()
}
