// Model: what Fit needs of a flow.

package train

import (
	"context"
	"io"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/augment"
)

// A Model is what Fit needs of a flow. *likelihood.Flow and *augment.Flow are Models.
type Model interface {
	// Dim is the number of columns of the data.
	Dim() int
	// Params are the parameters to train. Update runs a function that writes their values, while no other call of the
	// model reads them, and then takes note of the new values (graph.Params.Touch).
	Params() []*graph.Param
	Update(ctx context.Context, write func() error) error
	// Standardize and Standardization set and get the mean and standard deviation of each column.
	Standardize(mean, std []float64) error
	Standardization() (mean, std []float64)
	// LogProbWith returns the log-density of each row, in nats.
	LogProbWith(ctx context.Context, x [][]float64, r *likelihood.LogProbRequest) (*likelihood.Density, error)
	// Gradient returns the mean negative log-likelihood of the rows and its gradient.
	Gradient(ctx context.Context, x [][]float64, r *likelihood.GradientRequest) (*likelihood.Gradient, error)
}

// Observer is a Model that keeps running moments of the batches, as a *likelihood.Flow with norms does. Fit calls
// Observe after each step, with the gradient of that step.
type Observer interface {
	Observe(g *likelihood.Gradient)
}

// Conditional is a Model that standardises its conditions too, as those of package likelihood do. Other Models get
// conditions as they are.
type Conditional interface {
	StandardizeCondition(mean, std []float64) error
	ConditionStandardization() (mean, std []float64)
}

// Saver is a Model that can be saved. Before a run with a Checkpoint, Fit saves it to io.Discard, and returns the error
// if there is one. Before a run without one, do the same if you mean to save the model.
type Saver interface {
	Save(w io.Writer) error
}

var (
	_ Model       = (*likelihood.Flow)(nil)
	_ Model       = (*augment.Flow)(nil)
	_ Observer    = (*likelihood.Flow)(nil)
	_ Observer    = (*augment.Flow)(nil)
	_ Conditional = (*likelihood.Flow)(nil)
	_ Conditional = (*augment.Flow)(nil)
	_ Saver       = (*likelihood.Flow)(nil)
	_ Saver       = (*augment.Flow)(nil)
)
