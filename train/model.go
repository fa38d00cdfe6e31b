package train

import (
	"context"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood"
)

// A Model is what Fit needs of a flow; *likelihood.Flow is one.
type Model interface {
	// Dim is the number of columns of the data.
	Dim() int
	// Params are the parameters to train. Who writes them calls Touch.
	Params() []*graph.Param
	Touch()
	// Standardize and Standardization set and get mean and deviation of each column.
	Standardize(mean, std []float64) error
	Standardization() (mean, std []float64)
	// LogProbWith is the log-density of each row.
	LogProbWith(ctx context.Context, x [][]float64, r *likelihood.Request) (*likelihood.Density, error)
	// GradientWith is the mean negative log-likelihood of the rows and its gradient.
	GradientWith(ctx context.Context, x [][]float64, r *likelihood.Request) (*likelihood.Gradient, error)
}

var _ Model = (*likelihood.Flow)(nil)
