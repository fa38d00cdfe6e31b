// Settings: the settings of a fit, their defaults and their checks.

package train

import (
	"cmp"
	"io"
	"math"

	"github.com/gorgoflow/gorgoflow/train/objective"
	"github.com/gorgoflow/gorgoflow/train/optim"
	"github.com/pkg/errors"
)

// Settings of Fit. A nil *Settings and every zero value mean a default. All its fields are in one struct since a program sets three or four
// of them, each by its own name, and never a group together.
type Settings struct {
	// Epochs is the number of passes over the training rows; 0 means 100, unless
	// Iterations says otherwise.
	Epochs int
	// Iterations, if positive, is the number of steps, whatever Epochs is.
	Iterations int
	// Batch is the number of rows in a step; 0 means 512, for optim.LBFGS all. It is at most all
	// training rows.
	Batch int
	// Seed of the split, of the order of rows and of the trace's probes.
	Seed uint64

	// Objective is what the run descends; nil means objective.MaximumLikelihood{}. An objective.Target takes no rows: x is then nil. Held-out rows are scored by their
	// log-density whatever it is.
	Objective objective.Objective

	// Start, if not nil, is what the run begins with, on the same rows: it goes on from the best weights of the start, or from its last ones
	// where no rows are held out. A start by objective.FlowMatching costs little and leaves maximum likelihood less to do. Objective, Optimizer, Schedule,
	// Epochs, Iterations, Batch, ClipNorm, Average, ValidateEvery and Patience are its own, with their defaults, but that held-out rows are
	// scored at its end alone unless ValidateEvery says otherwise; all other fields are the run's. Iterations count on through both.
	Start *Settings

	// Optimizer moves the weights; nil means optim.Adam{}, whose rate is 1e-3.
	Optimizer optim.Optimizer
	// Schedule multiplies its rate; nil means Cosine(0.05), for optim.LBFGS Constant.
	Schedule Schedule
	// ClipNorm bounds the norm of the gradient; 0 means 10, negative no bound. optim.LBFGS gets it as it is.
	ClipNorm float64
	// Average, if positive, is the decay of an exponential mean of the weights (0.99
	// looks back over about 100 iterations). It is the mean that is then scored,
	// and that the flow ends with.
	Average float64

	// Condition has a row for each row of x, for conditional flows, in units of any size:
	// the flow standardises it by the training rows, as it does x. A column that is the same
	// in all of them has no effect.
	Condition [][]float64

	// Weights say how much each row of x counts: in the loss, its gradient and penalties, the scores, and the moments by which
	// data and conditions are standardised. A row of weight 2 is one that is there twice, one of weight 0 is not there; what all
	// weights are multiplied by has no effect. nil: all count alike.
	Weights []float64

	// Validation rows are scored during training, to keep the best parameters. nil
	// takes the share HoldOut out of the training rows; empty, but not nil, means none.
	Validation [][]float64
	// ValidationCondition has a row for each of them.
	ValidationCondition [][]float64
	// ValidationWeights are those of Validation in the score; nil: all count alike.
	ValidationWeights []float64
	// HoldOut is that share; 0 means 0.1, negative none: the flow then ends with
	// the parameters of the last iteration. So it does where there are so few rows
	// that the share, rounded down, is none.
	HoldOut float64
	// ValidateEvery is the number of iterations between scores; 0 means an epoch, for FlowMatching a fiftieth of the run if
	// that is more.
	ValidateEvery int
	// Patience, if positive, stops after that many scores without a better one.
	Patience int

	// KeepStandardization leaves the flow's standardisation, of data and conditions, as it
	// is, instead of setting it from the training rows.
	KeepStandardization bool

	// Peers are processes that share the run, as train/mpi's World: each calls Fit with the same flow, rows and settings, computes its part of every
	// batch and score, and ends with the same weights, those that one process comes to, to the bit. Blocks of a batch are shared out, of at most 256 rows
	// and a quarter of the batch unless integrate.Settings.BlockRows says otherwise; a stack whose norms have a Lag is found whole by each process, as
	// is a batch of an objective that does not pass its context on. Files, Recorder and Progress are those of rank 0, which also has the checkpoint to resume. What
	// differs between ranks is a *MismatchError before the first step; where a rank fails or is lost all others end with a *PeerError. nil: this
	// process alone, unless mpirun or its like has started several (ErrSettings): Alone says that they have nothing to do with each other.
	Peers Peers

	// Checkpoint is the path of a file that holds all of the run's state, written
	// anew after every score and at the end, also of an interrupted run; "" writes
	// none. A run that diverges leaves the file of the score before, from which a
	// lower rate may go on. A model that could not be saved afterwards, as one of an own
	// field without likelihood.RegisterField, is refused before the run.
	Checkpoint string
	// Resume goes on from that file if there is one. It must be of the same data,
	// seed, batch and model with all that decides its numbers (see Describer): network,
	// dtype, times, base, trace, penalties, solver; and the same objective and kind of optimiser. Else a *CheckpointError names the first
	// difference. The optimiser's settings, schedule, clipping, averaging, patience and
	// length may differ. To go on with another tolerance, fit the flow that a run has left
	// anew.
	Resume bool

	// Recorder, if not nil, is told of every iteration; see Printer, and package train/record for JSON lines, log/slog and TensorBoard.
	Recorder Recorder
	// Progress is where the progress bar goes; nil means standard error if that is
	// a terminal, io.Discard nowhere.
	Progress io.Writer
}

// withDefaults is a copy in which no zero value is left to interpret.
func (s *Settings) withDefaults() (*Settings, error) {
	d := Settings{}
	if s != nil {
		d = *s
	}
	if d.Optimizer == nil {
		d.Optimizer = optim.Adam{}
	}
	d.Batch = cmp.Or(d.Batch, d.defaultBatch())
	d.ClipNorm, d.HoldOut = cmp.Or(d.ClipNorm, 10), cmp.Or(d.HoldOut, 0.1)
	if d.Iterations == 0 {
		d.Epochs = cmp.Or(d.Epochs, 100)
	}
	if d.Objective == nil {
		d.Objective = objective.MaximumLikelihood{}
	}
	if d.Schedule == nil {
		d.Schedule = d.defaultSchedule()
	}
	if err := d.check(); err != nil || d.Start == nil {
		return &d, err
	}
	var err error
	d.Start, err = d.Start.asStart(&d)
	return &d, err
}

func (s *Settings) defaultBatch() int {
	if s.Optimizer.Traits().Fixed && !s.isRowless() {
		return math.MaxInt
	}
	return 512
}

func (s *Settings) defaultSchedule() Schedule {
	if s.Optimizer.Traits().Fixed {
		return Constant
	}
	return Cosine(0.05)
}

func (s *Settings) check() error {
	for _, n := range []struct {
		name  string
		value int
	}{{"Epochs", s.Epochs}, {"Iterations", s.Iterations}, {"Batch", s.Batch}, {"ValidateEvery", s.ValidateEvery}, {"Patience", s.Patience}} {
		if n.value < 0 {
			return errors.Wrapf(ErrSettings, "%s is %d; want a positive number, or 0 for the default", n.name, n.value)
		}
	}
	if !(s.Average >= 0 && s.Average < 1) {
		return errors.Wrapf(ErrSettings, "Average is %g; want 0 ≤ Average < 1", s.Average)
	}
	if math.IsNaN(s.ClipNorm) || !(s.HoldOut < 1) {
		return errors.Wrapf(ErrSettings, "ClipNorm %g, HoldOut %g; want numbers, HoldOut < 1", s.ClipNorm, s.HoldOut)
	}
	if err := checkPeers(s.Peers); err != nil {
		return err
	}
	if s.Resume && s.Checkpoint == "" {
		return errors.Wrap(ErrSettings, "Resume without the path of a Checkpoint")
	}
	return nil
}
