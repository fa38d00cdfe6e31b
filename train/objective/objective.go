// Objective: the loss that a training descends, and the interfaces that a user's objective implements.

package objective

import (
	"context"
	"fmt"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/entries"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train/internal/rows"
	"github.com/pkg/errors"
)

// Model is what every objective needs of a model; train.Model has it. Objectives that need more check it in Bind.
type Model interface {
	Dim() int
	Params() []*graph.Param
	Standardization() (mean, std []float64)
	Gradient(ctx context.Context, x [][]float64, r *likelihood.GradientRequest) (*likelihood.Gradient, error)
}

// Objective is the kind of loss that a training descends.
type Objective interface {
	// Bind returns the loss of a model for batches of so many rows, or an error that says why there is none
	// (likelihood.ErrSettings). It must not change the model.
	Bind(m Model, rows int) (Loss, error)
	// Traits are what decides the loss besides model and data: a checkpoint is resumed only by an objective of the same
	// traits.
	Traits() []likelihood.Trait
}

// Loss is an objective for one model.
type Loss interface {
	// Gradient returns the gradient of the part Lo … Hi−1 of a batch. Fit needs Loss and Params of the result, and
	// shows Forward.Evaluations. Params are the caller's, which scales them to clip them: a loss that keeps its gradient
	// keeps a copy.
	//
	// With train.Settings.Peers, gradients of package likelihood and of integrate.Solver.Gradient that get ctx share their
	// rows among the processes: Loss and Params are those of all rows, derivatives by rows, such as X and Y0, are there for a
	// part of the rows alone. Where all are needed, give context.Background().
	Gradient(ctx context.Context, b *Batch) (*likelihood.Gradient, error)
}

// Rowless is an Objective that may take no rows of data: a step then draws Settings.Batch points.
type Rowless interface {
	Rowless() bool
}

// Batch is the rows of a step.
type Batch struct {
	X         [][]float64 // N×D, in the data's units; nil if the objective takes no rows
	Condition [][]float64 // N×C; nil for a flow without conditions
	Weights   []float64   // N: weights of the rows in the loss, which is a sum; nil: 1/N each
	Seed      uint64      // of all random numbers in this step
	N         int         // number of rows if X is nil
	Lo, Hi    int         // the wanted part of the loss is that of rows Lo … Hi−1; both 0: all rows
}

// check refuses a batch that is none, or a part that it does not have.
func (b *Batch) check() error {
	switch {
	case b == nil:
		return errors.Wrap(likelihood.ErrSettings, "train/objective: no batch")
	case b.Lo < 0 || b.Hi < b.Lo || b.Hi > b.rows():
		return errors.Wrapf(likelihood.ErrSettings, "train/objective: rows %d to %d of a batch of %d; want 0 ≤ Lo ≤ Hi ≤ %d", b.Lo, b.Hi, b.rows(), b.rows())
	case b.Condition != nil && len(b.Condition) != b.rows():
		return errors.Wrapf(likelihood.ErrSettings, "train/objective: %d conditions for %d rows", len(b.Condition), b.rows())
	}
	return asData(entries.CheckWeights("weights", b.Weights, b.rows(), likelihood.ErrSettings))
}

// asData makes a *likelihood.DataError of a fault of rows.
func asData(err error) error {
	if fault, ok := err.(*entries.Fault); ok {
		return errors.WithStack((*likelihood.DataError)(fault))
	}
	return err
}

// located gives the rows in an error about the wanted rows their numbers in the batch.
func (b *Batch) located(err error) error {
	lo, hi := b.bounds()
	if lo == 0 {
		return err
	}
	return rows.Renumber(err, fmt.Sprintf("rows %d to %d of a batch", lo, hi-1), func(row int) int { return lo + row })
}

// checkRows is check of a batch that must have rows.
func (b *Batch) checkRows() error {
	if err := b.check(); err != nil {
		return err
	}
	if b.X == nil {
		return errors.Wrap(likelihood.ErrEmpty, "train/objective: a batch without rows")
	}
	return nil
}

// bounds returns Lo and Hi, or 0 and the number of rows if both are 0.
func (b *Batch) bounds() (lo, hi int) {
	if b.Lo == 0 && b.Hi == 0 {
		return 0, b.rows()
	}
	return b.Lo, b.Hi
}

func (b *Batch) rows() int {
	if b.X == nil {
		return b.N
	}
	return len(b.X)
}

// shares returns the weights of the wanted rows; nil if they are all rows with equal weights.
func (b *Batch) shares() []float64 {
	lo, hi := b.bounds()
	if b.Weights != nil {
		return b.Weights[lo:hi]
	}
	if hi-lo == b.rows() {
		return nil
	}
	shares := make([]float64, hi-lo)
	for i := range shares {
		shares[i] = 1 / float64(b.rows())
	}
	return shares
}

// conditions returns the conditions of the wanted rows.
func (b *Batch) conditions() [][]float64 {
	lo, hi := b.bounds()
	if b.Condition == nil {
		return nil
	}
	return b.Condition[lo:hi]
}
