// Objective: what a training descends, and the interfaces that one of one's own implements.

package objective

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood"
)

// Model is what every objective needs of a model; train.Model has it. Those that need more say so in Bind.
type Model interface {
	Dim() int
	Params() []*graph.Param
	Standardization() (mean, std []float64)
	GradientWith(ctx context.Context, x [][]float64, r *likelihood.GradientRequest) (*likelihood.Gradient, error)
}

// Objective is what a training descends.
type Objective interface {
	// Bind makes the loss of a model for batches of so many rows, or says why there is none (likelihood.ErrSettings). It must
	// leave the model as it is.
	Bind(m Model, rows int) (Loss, error)
	// Traits are what decides the loss beside model and data: a checkpoint is resumed by an objective of the same traits only.
	Traits() []likelihood.Trait
}

// Loss is an objective of a model.
type Loss interface {
	// Gradient is that of the rows Lo … Hi of a batch. It needs Loss and Params of the Gradient; Forward.Evaluations is
	// shown too.
	Gradient(ctx context.Context, b *Batch) (*likelihood.Gradient, error)
}

// Rowless is an Objective that takes no rows of data where it says so: a step then has Settings.Batch rows of its own.
type Rowless interface {
	Rowless() bool
}

// Batch is the rows of a step.
type Batch struct {
	X         [][]float64 // N×D, in the data's units; nil where the objective takes none
	Condition [][]float64 // N×C; nil for a flow without conditions
	Weights   []float64   // N: of each row in the loss, a sum; nil: 1/N each
	Seed      uint64      // of all that is random in this step
	N         int         // number of rows where X is nil
	Lo, Hi    int         // the rows whose part of the loss is wanted; both 0: all
}

// bounds are the rows wanted.
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

// shares are the weights of the rows wanted; nil where they are all, and count alike.
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

// conditions are those of the rows wanted.
func (b *Batch) conditions() [][]float64 {
	lo, hi := b.bounds()
	if b.Condition == nil {
		return nil
	}
	return b.Condition[lo:hi]
}
