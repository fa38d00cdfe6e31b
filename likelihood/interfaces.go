// What flows and stacks both do, as interfaces.

package likelihood

import (
	"context"
	"io"

	"github.com/gorgoflow/gorgoflow/graph"
)

// Joint is a density that Augmented can take columns away from: a *Flow or a *Stack.
type Joint interface {
	Dim() int
	CondDim() int
	Params() []*graph.Param
	Touch()
	Update(ctx context.Context, write func() error) error
	Standardize(mean, std []float64) error
	Standardization() (mean, std []float64)
	StandardizeCondition(mean, std []float64) error
	ConditionStandardization() (mean, std []float64)
	LogProbWith(ctx context.Context, x [][]float64, r *LogProbRequest) (*Density, error)
	GradientWith(ctx context.Context, x [][]float64, r *GradientRequest) (*Gradient, error)
	SampleWith(ctx context.Context, n int, seed uint64, r *SampleRequest) (*Samples, error)
}

// Model is what every model that a file can hold does; *Flow and *Stack are. A type switch gets at the rest.
type Model interface {
	Joint
	LogProb(ctx context.Context, x [][]float64) ([]float64, error)
	Sample(ctx context.Context, n int, seed uint64) ([][]float64, error)
	Save(w io.Writer) error
	SaveFile(path string) error
	CanSave() error
	SetNote(key string, value any) error
	Note(key string, into any) (found bool, err error)
	Traits() ([]Trait, error)
}

var (
	_ Model = (*Flow)(nil)
	_ Model = (*Stack)(nil)
)
