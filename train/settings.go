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

// Settings of Fit. A nil *Settings and every zero value mean a default. All its fields are in one struct since a
// program sets three or four of them, each by its own name.
type Settings struct {
	// Epochs is the number of passes over the training rows; 0 means 100, which are few steps if rows are few. Iterations
	// overrides it.
	Epochs int
	// Iterations, if positive, is the number of steps, whatever Epochs is.
	Iterations int
	// Batch is the number of rows in a step; 0 means 512, and all rows for optim.LBFGS. A larger number than that of
	// the training rows means all. Rows that do not fill a batch are left out of an epoch, other ones in each.
	Batch int
	// Seed is the seed of the split, of the order of rows and of the trace's probes.
	Seed uint64

	// Objective is the loss that the run descends; nil means objective.MaximumLikelihood{}. An objective.Target takes
	// no rows: x is then nil. Held-out rows are scored by their log-density whatever the objective.
	Objective objective.Objective

	// Start, if not nil, holds the settings of a first phase on the same rows, or on none with an objective that takes
	// none. The run goes on from the best weights of the start, or from its last ones if no rows are held out. A start
	// with objective.FlowMatching costs little and leaves less to maximum likelihood. A start has its own Objective,
	// Optimizer, Schedule, Epochs, Iterations, Batch, ClipNorm, Average, ValidateEvery and Patience, with the same
	// defaults, except that held-out rows are scored only at its end unless ValidateEvery is set. All other fields are
	// the run's. Iterations count through both phases.
	Start *Settings

	// Optimizer moves the weights; nil means optim.Adam{}, whose rate is 1e-3.
	Optimizer optim.Optimizer
	// Schedule multiplies the rate of the Optimizer; nil means Cosine(0.05), and Constant for optim.LBFGS.
	Schedule Schedule
	// ClipNorm bounds the norm of the gradient; 0 means 10, a negative number no bound. It does not apply to
	// optim.LBFGS.
	ClipNorm float64
	// Average, if positive, is the decay of an exponential mean of the weights (0.99 averages over about 100
	// iterations). After t iterations the decay of the next is at most (1+t)/(10+t), so that the first weights do not
	// linger. The mean is then scored, and the flow ends with it unless the run diverges.
	Average float64

	// Condition has a row for each row of x, for conditional flows, in any units: the flow standardises conditions by
	// the training rows, as it does x. A constant column has no effect.
	Condition [][]float64

	// Weights are the weights of the rows of x in the loss, its gradient and penalties, the scores, and the moments by
	// which data and conditions are standardised. A row of weight 2 counts as two rows, one of weight 0 as none. A
	// common factor of all weights has no effect beyond last digits, and none at all if it is a power of two. The running
	// variances of a stack's norms are unbiased for any such factor, so that those of a batch of copies are a little
	// smaller, by a share of about one in its rows. nil means equal weights.
	Weights []float64

	// Validation rows are scored during training, to keep the best parameters. nil takes the share HoldOut of the
	// training rows; empty, but not nil, means no scores.
	Validation [][]float64
	// ValidationCondition has a row for each row of Validation.
	ValidationCondition [][]float64
	// ValidationWeights are the weights of Validation in the score; nil means equal weights.
	ValidationWeights []float64
	// HoldOut is the share of rows to hold out if Validation is nil; 0 means 0.1, a negative number none. Without
	// held-out rows the flow ends with the parameters of the last iteration. So it does if the rows are so few that the
	// share, rounded down, is none.
	HoldOut float64
	// ValidateEvery is the number of iterations between scores; 0 means an epoch, and for FlowMatching a fiftieth of
	// the run if that is more.
	ValidateEvery int
	// Patience, if positive, stops the run after that many scores without a better one.
	Patience int

	// KeepStandardization keeps the flow's standardisation of data and conditions, instead of setting it from the
	// training rows. A new flow has none: conditions far from 1 in size should get one, by StandardizeCondition.
	KeepStandardization bool

	// Peers are processes that share the run, such as train/mpi's World. Each process calls Fit with the same flow, rows
	// and settings, and computes its part of every batch and score. All end with the same weights, equal to the bit to
	// those of a single process. Row blocks are dealt out to processes. integrate.Settings.BlockRows says how they are
	// cut; they have at most 256 rows, unless BlockRows, Lanes or Shared is set. Each process computes whole batches of a
	// stack whose norms have a Lag, and of an objective that does not pass its context on, or passes it to
	// integrate.Solver.GradientOfTrajectory or GradientAtEvent. Only rank 0 uses files, Recorder
	// and Progress, and only rank 0 needs the checkpoint to resume. A difference between ranks is a *MismatchError
	// before the first step, or at the next score if it is one of what code of the caller's does; if a rank fails or is
	// lost, all others end with a *PeerError. One Fit at a time has these Peers. nil means this process alone. If mpirun
	// or another launcher has started several processes, nil is ErrSettings, and Alone means that they train
	// independently.
	Peers Peers

	// Checkpoint is the path of a file with all of the run's state; "" writes none. The file is rewritten after every
	// score and at the end, also of an interrupted run. A run that diverges leaves the file of the last score, from
	// which a run with a lower rate may go on, and so does one whose model or optimiser fails in the middle of a step.
	// While Fit runs, an empty file .NAME.lock beside it keeps other processes from it; what a killed one leaves does not.
	// A model that cannot be saved, such as one with a user's field without modelfile.RegisterField, is refused before the
	// run.
	Checkpoint string
	// Resume goes on from the Checkpoint file if there is one. The file must have the same data, weights, seed, batch,
	// objective and kind of optimiser, and a model with the same traits (see Describer): network, dtype, times, base,
	// trace, penalties, solver. If not, a *CheckpointError names the first difference. The optimiser's settings,
	// schedule, clipping, averaging, patience and length may differ. To go on with another tolerance, start a new fit
	// of the flow that a run has left.
	Resume bool

	// Recorder, if not nil, is called after every iteration; see Printer, and package train/record for JSON lines,
	// log/slog and TensorBoard.
	Recorder Recorder
	// Progress is where the progress bar is written; nil means standard error if that is a terminal, io.Discard none.
	Progress io.Writer
}

// withDefaults returns a copy without zero values that mean a default.
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
	if math.IsNaN(s.ClipNorm) {
		return errors.Wrap(ErrSettings, "ClipNorm is NaN; want a number")
	}
	if !(s.HoldOut < 1) {
		return errors.Wrapf(ErrSettings, "HoldOut is %g; want a number below 1", s.HoldOut)
	}
	if s.Resume && s.Checkpoint == "" {
		return errors.Wrap(ErrSettings, "Resume without the path of a Checkpoint")
	}
	return nil
}
