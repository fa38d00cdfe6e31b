// Fit: the loop of a run.

package train

import (
	"context"
	"time"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/train/optim"
	"github.com/pkg/errors"
)

// Fit trains a flow on x, N×D, and leaves it with the best parameters found: those with the highest mean log-density of
// the held-out rows, or the last ones where none are held out (after a divergence, those before the last step). If no
// rows are held out, the last parameters must have a finite loss on the first batch, at most one nat for each column
// above the loss before the first step. Those of a checkpoint must have a finite loss too. Nil settings mean the
// defaults.
//
// Before the first step Fit takes a few passes over the rows, which the context does not end. A model that another Fit is
// training, such as the one whose Recorder calls Fit, is refused (ErrSettings), and so is a Checkpoint that another Fit is
// writing, of another process too if files can be locked there.
//
// Errors before the first step wrap ErrSettings, ErrCheckpoint or likelihood's errors for bad data, and the flow is
// unchanged; so it is by a run that ends before its first step. Later errors come with the result so far: the
// context's, a *DivergedError, a Recorder's, a file's, and a *graph.PanicError for a panic of a Recorder, Schedule or
// Model.
func Fit(ctx context.Context, flow Model, x [][]float64, s *Settings) (result *Result, err error) {
	defer graph.Recover("train: Fit", &err)
	c := &claim{}
	defer c.release()
	r, err := newRun(ctx, flow, x, s, c)
	if err != nil {
		return nil, err
	}
	defer r.progress.finish()
	status, err := r.loop(ctx)
	if status == Diverged || isMismatch(err) || r.torn { // an earlier checkpoint is of more use than these weights
		return r.finish(status), err
	}
	failed := recovered(ctx, func(context.Context) error { return r.save() })
	if err != nil {
		return r.finish(status), err
	}
	if err = r.group.Agree(r.group.Context(ctx), failed); err != nil { // rank 0 alone has a file
		status = Failed
	}
	return r.finish(status), err
}

// loop iterates to the end, and returns why the run ended.
func (r *run) loop(ctx context.Context) (status Status, err error) {
	status = Failed // if it panics
	defer graph.Recover("train: an optimiser or the model", &err)
	if err := r.shared(ctx, r.init); err != nil {
		return statusOf(ctx, err), err
	}
	for {
		stale := r.isStale()
		switch {
		case !stale && !r.isOver():
			err = r.shared(ctx, r.iterate)
		case r.phase != r.last:
			err = r.shared(ctx, r.next)
		case stale:
			return r.ended(ctx, Stopped)
		default:
			return r.ended(ctx, Completed)
		}
		if err != nil {
			return statusOf(ctx, err), err
		}
	}
}

// ended is a status with which all processes end alike: an optimiser of the caller's may have converged in this one alone.
func (r *run) ended(ctx context.Context, s Status) (Status, error) {
	if err := r.compareWeights(r.group.Context(ctx)); err != nil {
		return Failed, err
	}
	return s, nil
}

// shared does what may fail in this process alone, and tells the other processes, so that all end with the same step.
// With other processes a cancelled context counts as a failure, since work that they share ignores contexts.
func (r *run) shared(ctx context.Context, do func(context.Context) error) error {
	inner := r.group.Context(ctx)
	err := recovered(inner, do)
	if err == nil && r.group.IsShared() && !r.isOver() && ctx.Err() != nil {
		err = r.interrupted(ctx.Err())
	}
	return r.group.Agree(inner, err)
}

func recovered(ctx context.Context, do func(context.Context) error) (err error) {
	defer graph.Recover("train: a recorder, a schedule or the model", &err)
	return do(ctx)
}

// init begins with the record that the recorder of an earlier run has refused.
func (r *run) init(context.Context) error {
	if r.settings.Recorder == nil || !r.group.Leads() {
		return nil
	}
	if err := r.settings.Recorder.Init(); err != nil || !r.Untold {
		return errors.Wrap(err, "train: recorder")
	}
	return r.tell(&r.History[len(r.History)-1])
}

// isStale reports whether Patience is exhausted. It is checked before a step and not after one, so that a run that has
// stopped takes no step when it is resumed.
func (r *run) isStale() bool {
	p := r.settings.Patience
	return p > 0 && r.Best.Stale >= p
}

func statusOf(ctx context.Context, err error) Status {
	switch {
	case errors.Is(err, ErrDiverged): // even if the context has been cancelled since
		return Diverged
	case ctx.Err() != nil || isInterruption(err):
		return Interrupted
	}
	return Failed
}

// isInterruption says whether another process was interrupted.
func isInterruption(err error) bool {
	var of *PeerError
	return errors.As(err, &of) && (errors.Is(of, context.Canceled) || errors.Is(of, context.DeadlineExceeded))
}

// iterate takes one step, and scores, records and saves its result when that is due. A run that was interrupted between
// step and score goes on with the score. A run that is killed before it saves records again, and leaves no iteration
// out.
func (r *run) iterate(ctx context.Context) error {
	if !r.isDue() {
		record, err := r.step(ctx)
		if errors.Is(err, optim.ErrConverged) { // the phase ends here
			r.length = r.local()
			return r.checkEnd(ctx)
		}
		if err != nil {
			return err
		}
		if r.local() == 0 {
			r.First = record.Loss
		}
		r.Iteration, r.torn = r.Iteration+1, false
		r.Elapsed = time.Since(r.start)
		record.Elapsed = r.Elapsed
		r.add(record, r.every)
		if err := r.checkWeights(record); err != nil {
			return err
		}
	}
	record := &r.History[len(r.History)-1]
	if r.isDue() {
		if err := r.compareWeights(ctx); err != nil {
			return err
		}
		if err := r.validate(ctx, record); err != nil {
			return err
		}
		r.Scored = r.Iteration
	}
	r.progress.show(record)
	if err := r.tell(record); err != nil || r.Scored < r.Iteration {
		return err
	}
	return r.save()
}

// isDue reports whether the held-out rows must be scored before the next step. A run that is resumed with a smaller length
// is beyond its end.
func (r *run) isDue() bool {
	return r.Iteration > r.Scored && (r.local()%r.every == 0 || r.local() >= r.length)
}

func (r *run) tell(record *Record) error {
	if r.Untold = r.settings.Recorder != nil && r.group.Leads(); !r.Untold {
		return nil
	}
	own := *record // a recorder may change it
	if err := r.settings.Recorder.Record(&own); err != nil {
		return errors.Wrap(err, "train: recorder")
	}
	r.Untold = false
	return nil
}

// save writes the checkpoint, if there is one and this process writes it.
func (r *run) save() error {
	if r.settings.Checkpoint == "" || !r.group.Leads() {
		return nil
	}
	r.Weights = copyOf(r.model.Params())
	r.state.Optimizer = r.optimizer.State()
	return r.state.save(r.settings.Checkpoint)
}

// finish leaves the model with the best parameters, or with the last ones if none were scored. If the run has diverged,
// these are the last ones with a finite loss.
func (r *run) finish(status Status) *Result {
	at, score, w := r.Iteration, noScore, r.Average
	switch {
	case r.Best.Iteration > 0:
		at, score, w = r.Best.Iteration, r.Best.Score, r.Best.Weights
	case status == Diverged && r.Good != nil:
		at, w = r.Iteration-1, r.Good
	}
	if w != nil {
		_ = r.use(w) // writing numbers cannot fail
	}
	if r.Iteration == 0 && status != Completed && status != Stopped {
		r.before.restore(r.model)
	}
	return &Result{Status: status, Iterations: r.Iteration, Best: at, Score: score, Runtime: time.Since(r.start), History: r.History}
}
