// Making a run from data and settings or from a checkpoint.

package train

import (
	"context"
	"io"
	"time"

	"github.com/gorgoflow/gorgoflow/internal/parallel"
	"github.com/gorgoflow/gorgoflow/internal/peers"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/atomicfile"
	"github.com/gorgoflow/gorgoflow/train/objective"
	"github.com/pkg/errors"
)

// A run is a fit in progress.
type run struct {
	*state
	*phase          // the present phase
	last     *phase // the last phase; equal to the present one except in a start
	model    Model
	group    peers.Group   // the processes that share the run
	identity fingerprint   // traits of this run, before the first step
	compared []peers.Field // what the processes that share the run must agree on; nil for one process
	held     set
	before   *before // what the model has had, for a run that does not begin or takes no step
	total    int     // iterations of all phases
	start    time.Time
	progress *progress
}

// newRun checks all that can be checked before the first iteration, and changes the model only then. Whatever fails or
// panics in this process alone, the other processes learn of: they would wait for it.
func newRun(ctx context.Context, model Model, x [][]float64, s *Settings, c *claim) (*run, error) {
	r := &run{model: model}
	if err := r.join(s, c); err != nil {
		return nil, err
	}
	shared := r.group.Context(ctx)
	if err := r.group.Agree(shared, recovered(ctx, func(context.Context) error { return r.prepare(ctx, x, s, c) })); err != nil {
		return nil, err
	}
	if err := r.group.Same(shared, r.compared); err != nil {
		return nil, err
	}
	err := r.group.Agree(shared, recovered(shared, func(context.Context) error { return r.enter(shared, x) }))
	if err != nil {
		r.before.restore(r.model)
	}
	return r, err
}

// join finds the processes that share the run. Peers that make no sense, or belong to another run, are this process's error
// alone, since nothing can be told by them.
func (r *run) join(s *Settings, c *claim) error {
	if s == nil {
		return checkPeers(nil)
	}
	if err := checkPeers(s.Peers); err != nil {
		return err
	}
	r.group.Peers = peers.UntilLost(s.Peers)
	return c.join(s.Peers)
}

// prepare checks model, settings and data, and takes the model.
func (r *run) prepare(ctx context.Context, x [][]float64, s *Settings, c *claim) error {
	if err := parallel.Given(ctx, ErrSettings); err != nil {
		return err
	}
	if r.model == nil {
		return errors.Wrap(ErrSettings, "no flow to train")
	}
	if d := r.model.Dim(); d < 1 {
		return errors.Wrapf(ErrSettings, "a %T of %d columns; want a model that is neither nil nor zero, such as New makes", r.model, d)
	}
	s, err := s.withDefaults()
	if err != nil {
		return err
	}
	if err := c.take(r.model.Params()); err != nil {
		return err
	}
	return r.check(x, s, c)
}

// check checks data and settings.
func (r *run) check(x [][]float64, s *Settings, c *claim) error {
	training, held, err := s.data(r.model, x)
	if err != nil {
		return err
	}
	r.held = held
	if err := r.addPhases(training, s); err != nil {
		return err
	}
	if err := s.checkCheckpoint(r.model, c); err != nil {
		return err
	}
	if r.identity, err = r.fingerprint(); err == nil && r.group.IsShared() {
		r.compared = r.comparison()
	}
	return err
}

// enter makes the state with which the run begins or resumes.
func (r *run) enter(ctx context.Context, x [][]float64) (err error) {
	r.before = beforeRun(r.model)
	if r.state, err = r.restored(ctx); err != nil {
		return err
	}
	if r.state == nil {
		r.state, err = r.fresh(set{x: x, c: r.settings.Condition, w: r.settings.Weights})
	}
	if err != nil {
		return err
	}
	if err := r.begin(); err != nil {
		return err
	}
	r.start = time.Now().Add(-r.Elapsed)
	bar := r.settings.Progress
	if !r.group.Leads() {
		bar = io.Discard
	}
	r.progress = newProgress(bar, r.total, r.Iteration)
	return nil
}

// checkpoint returns the file of rank 0; empty if there is none.
func (r *run) checkpoint(ctx context.Context) (file []byte, err error) {
	if r.group.Leads() {
		file, err = read(r.settings.Checkpoint)
	}
	if err = r.group.Agree(ctx, err); err != nil {
		return nil, err
	}
	return r.group.Broadcast(ctx, file)
}

// checkCheckpoint finds errors now that would otherwise end the run at its first score, or leave a trained model that
// cannot be saved.
func (s *Settings) checkCheckpoint(model Model, c *claim) error {
	if s.Checkpoint == "" || !(peers.Group{Peers: s.Peers}).Leads() {
		return nil
	}
	if m, ok := model.(Saver); ok {
		if err := m.Save(io.Discard); err != nil {
			return errors.Wrap(err, "train: checkpoints are asked for of a model that could not be saved afterwards")
		}
	}
	if err := atomicfile.CanWrite(s.Checkpoint); err != nil {
		return errors.Wrap(err, "train: the checkpoint could not be written")
	}
	return c.write(s.Checkpoint)
}

// data splits x into rows to train on and rows to score.
func (s *Settings) data(model Model, x [][]float64) (training, held set, err error) {
	training, held = set{x: x, c: s.Condition, w: s.Weights}, set{x: s.Validation, c: s.ValidationCondition, w: s.ValidationWeights}
	dim, cond := model.Dim(), condDim(model, training)
	if training, err = training.usable("data", dim, cond); err != nil {
		return training, held, err
	}
	if held, err = held.usable("validation data", dim, cond); err != nil {
		return training, held, err
	}
	if s.Validation == nil {
		training, held = training.split(s.HoldOut, s.Seed)
	}
	if s.isRowless() {
		return training, held.evened(), s.checkRowless(x)
	}
	if training.len() == 0 {
		return training, held, errors.WithStack(&likelihood.DataError{What: "data", Cause: likelihood.ErrEmpty})
	}
	return training.evened(), held.evened(), nil
}

func (s *Settings) isRowless() bool {
	o, ok := s.Objective.(objective.Rowless)
	return ok && o.Rowless()
}

func (s *Settings) checkRowless(x [][]float64) error {
	if len(x) > 0 {
		return errors.Wrapf(ErrSettings, "%d rows of data for a %T, which takes none; want nil, and rows to score as Validation", len(x), s.Objective)
	}
	return nil
}

// fresh is the state before the first iteration; given are the rows before some
// were held out.
func (r *run) fresh(given set) (*state, error) {
	st := &state{Run: r.identity, Best: best{Score: noScore}}
	if err := r.standardize(given); err != nil {
		return nil, err
	}
	st.Data, st.Condition = standardizationOf(r.model)
	return st, nil
}

// restored puts the state of the checkpoint file into the model and returns it; nil if the run starts anew.
func (r *run) restored(ctx context.Context) (*state, error) {
	if !r.settings.Resume {
		return nil, nil
	}
	file, err := r.checkpoint(ctx)
	if len(file) == 0 || err != nil {
		return nil, err
	}
	st, err := decode(r.settings.Checkpoint, file)
	if err != nil {
		return nil, err
	}
	if err := st.Run.check(r.settings.Checkpoint, r.identity); err != nil {
		return nil, errors.WithStack(err)
	}
	if !st.fits(r.model.Params()) {
		return nil, errors.Wrapf(ErrCheckpoint, "%s: what it holds is not of the size of the flow's parameters", r.settings.Checkpoint)
	}
	if st.Phase > 0 {
		r.phase = r.last
	}
	if _, err := r.settings.Optimizer.Start(r.model.Params(), st.Optimizer); err != nil { // before the model is changed
		return nil, errors.Wrapf(err, "%s", r.settings.Checkpoint)
	}
	if err := st.Data.use(r.model, st.Condition); err != nil {
		return nil, err
	}
	return st, r.use(st.Weights)
}
