// Phases: the last part of a run and its start, each with its objective and optimiser.

package train

import (
	"cmp"
	"context"
	"math"

	"github.com/gorgoflow/gorgoflow/train/objective"
	"github.com/gorgoflow/gorgoflow/train/optim"
	"github.com/pkg/errors"
)

// A phase is a part of a run with one objective and one optimiser.
type phase struct {
	settings  *Settings
	batches   *batches
	loss      objective.Loss
	optimizer optim.Run
	known     *known // the last gradient and its weights, if the loss is fixed
	begun     bool   // whether this process has found a gradient in it
	torn      bool   // whether weights, optimiser and count of iterations are not those after one step
	length    int    // iterations
	every     int    // iterations between scores

	moved, spare weights // memory for a step: the weights that it moves, and those before it
}

// newPhase checks settings against a model, which it does not change. An objective that takes no rows has none in a start
// either.
func newPhase(model Model, rows set, s *Settings) (*phase, error) {
	if s.isRowless() {
		rows = set{}
	}
	p := &phase{settings: s, batches: newBatches(rows, s.Batch, s.Seed)}
	var err error
	if p.loss, err = s.Objective.Bind(model, p.batches.size); err != nil {
		return nil, errors.WithMessage(err, "train")
	}
	if err := p.checkOptimizer(model); err != nil {
		return nil, err
	}
	p.length = cmp.Or(s.Iterations, min(s.Epochs, math.MaxInt/p.batches.perEpoch())*p.batches.perEpoch())
	p.every = cmp.Or(s.ValidateEvery, s.scoreEvery(p.batches.perEpoch(), p.length))
	return p, nil
}

// checkOptimizer refuses settings before the model is changed, and batches if the loss must be that of all rows.
func (p *phase) checkOptimizer(model Model) error {
	traits, rows := p.settings.Optimizer.Traits(), p.batches.rows.len()
	if traits.Fixed && p.batches.size < rows {
		return errors.Wrapf(ErrSettings, "Batch is %d of %d rows, and %s needs a loss of all; want 0 or at least %d", p.batches.size, rows, traits.Name, rows)
	}
	_, err := p.settings.Optimizer.Start(model.Params(), nil)
	return err
}

// scoreEvery is the default of ValidateEvery: an epoch, or the objective's choice.
func (s *Settings) scoreEvery(epoch, length int) int {
	if o, ok := s.Objective.(interface{ ScoreEvery(epoch, total int) int }); ok {
		return o.ScoreEvery(epoch, length)
	}
	return epoch
}

// addPhases makes the phases of a run; the first one becomes the present one.
func (r *run) addPhases(rows set, s *Settings) (err error) {
	if r.last, err = newPhase(r.model, rows, s); err != nil {
		return err
	}
	r.phase, r.total = r.last, r.last.length
	if s.Start == nil {
		return nil
	}
	if r.phase, err = newPhase(r.model, rows, s.Start); err != nil {
		return errors.WithMessage(err, "Start")
	}
	r.phase.every = cmp.Or(s.Start.ValidateEvery, r.phase.length)
	r.total += min(r.phase.length, math.MaxInt-r.total)
	return nil
}

// local is the number of finished iterations of the phase.
func (r *run) local() int { return r.Iteration - r.Began }

// isOver reports whether the phase has finished its iterations and their last score.
func (r *run) isOver() bool { return r.local() >= r.length && !r.isDue() }

// next goes from the start to the last phase, with the weights that a run would end with.
func (r *run) next(context.Context) error {
	w := r.Best.Weights
	if w == nil {
		w = r.Average
	}
	if w != nil {
		if err := r.use(w); err != nil {
			return err
		}
	}
	r.Phase, r.Began, r.Best.Stale = 1, r.Iteration, 0
	r.phase, r.Average, r.state.Optimizer = r.last, nil, nil
	return r.begin()
}

// begin prepares the present phase for its next iteration.
func (r *run) begin() (err error) {
	switch averages := r.settings.Average > 0; { // the run of the checkpoint may have had another setting
	case averages && r.Average == nil:
		r.Average = copyOf(r.model.Params())
	case !averages:
		r.Average = nil
	}
	r.optimizer, err = r.settings.Optimizer.Start(r.model.Params(), r.state.Optimizer)
	return err
}

// asStart completes the settings of a start with those of the run, and refuses settings that a start cannot have.
func (s *Settings) asStart(of *Settings) (*Settings, error) {
	for _, own := range []struct {
		name string
		set  bool
	}{{"Start", s.Start != nil}, {"Seed", s.Seed != 0}, {"Condition", s.Condition != nil}, {"Weights", s.Weights != nil}, {"Validation", s.Validation != nil},
		{"ValidationCondition", s.ValidationCondition != nil}, {"ValidationWeights", s.ValidationWeights != nil}, {"HoldOut", s.HoldOut != 0},
		{"KeepStandardization", s.KeepStandardization}, {"Peers", s.Peers != nil}, {"Checkpoint", s.Checkpoint != ""}, {"Resume", s.Resume}, {"Recorder", s.Recorder != nil},
		{"Progress", s.Progress != nil}} {
		if own.set {
			return nil, errors.Wrapf(ErrSettings, "Start.%s is set; want it of the run alone", own.name)
		}
	}
	d := *of
	d.Start, d.Epochs, d.Iterations, d.Batch, d.Objective, d.Optimizer, d.Schedule = nil, s.Epochs, s.Iterations, s.Batch, s.Objective, s.Optimizer, s.Schedule
	d.ClipNorm, d.Average, d.ValidateEvery, d.Patience = s.ClipNorm, s.Average, s.ValidateEvery, s.Patience
	start, err := d.withDefaults()
	if err == nil && of.isRowless() && !start.isRowless() {
		err = errors.Wrapf(ErrSettings, "%T takes rows of data, and %T, which it starts, takes none", start.Objective, of.Objective)
	}
	return start, errors.WithMessage(err, "Start")
}
