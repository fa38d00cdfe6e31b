// Flow: the density of some columns of a flow, whose other columns are extra.

package augment

import (
	"context"
	"io"
	"slices"
	"strconv"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/columns"
	"github.com/pkg/errors"
)

// Flow is a density of D columns of data by a flow of D + A columns; the package's comment says how. Its methods are
// those of a likelihood.Flow, of the data's columns alone, and train.Fit trains it. A nil or zero Flow has no columns,
// and its methods that return an error return likelihood.ErrSettings.
type Flow struct {
	// Draws is the number of draws of e for each row that is scored; 0 means 16, or 1 if the trace is an estimate. More
	// than 1 are then likelihood.ErrSettings.
	Draws int

	joint     *likelihood.Flow
	dim       int
	extra     int
	estimated bool // joint densities use probes
}

// New takes the last extra columns of a flow or stack as the extra columns. If none are left for the data, or if some are
// angles or coordinates of a sphere, of which normal draws are no points or one point many times, it returns
// likelihood.ErrSettings.
func New(joint *likelihood.Flow, extra int) (f *Flow, err error) {
	defer graph.Recover("likelihood: an augmented flow", &err)
	if joint.Dim() == 0 {
		return nil, errors.Wrap(likelihood.ErrSettings, "no flow or stack")
	}
	if extra < 1 || extra >= joint.Dim() {
		return nil, errors.Wrapf(likelihood.ErrSettings, "%d extra columns of a flow of %d, want at least 1, and 1 left for the data", extra, joint.Dim())
	}
	made := &Flow{joint: joint, dim: joint.Dim() - extra, extra: extra}
	if err := made.checkExtra(); err != nil {
		return nil, err
	}
	for _, part := range joint.Flows() {
		plan, err := part.Trace()
		if err != nil {
			return nil, err
		}
		made.estimated = made.estimated || !plan.Exact
	}
	return made, nil
}

// checkExtra refuses extra columns that do not hold all numbers, each another point, as those of fields on a manifold.
func (f *Flow) checkExtra() error {
	free := columns.Free(f.joint.Flows(), f.joint.Columns(), f.joint.Dim())
	for column := f.dim; column < f.joint.Dim(); column++ {
		if !slices.Contains(free, column) {
			return errors.Wrapf(likelihood.ErrSettings, "extra column %d is an angle or a coordinate of a manifold, want one of a manifold.Plane", column)
		}
	}
	return nil
}

// errNotMade refuses a Flow that New has not made.
func (f *Flow) errNotMade() error {
	if f.Joint() == nil {
		return errors.Wrap(likelihood.ErrSettings, "an augmented flow that is nil or zero, want one made by augment.New")
	}
	return nil
}

// Joint is the density of data and extra columns together; nil for a nil or zero Flow.
func (f *Flow) Joint() *likelihood.Flow {
	if f == nil {
		return nil
	}
	return f.joint
}

// Dim is D, the number of columns of the data.
func (f *Flow) Dim() int {
	if f == nil {
		return 0
	}
	return f.dim
}

// CondDim is the CondDim of the joint density.
func (f *Flow) CondDim() int { return f.Joint().CondDim() }

// Params are the Params of the joint density.
func (f *Flow) Params() []*graph.Param { return f.Joint().Params() }

// Update calls Update of the joint density.
func (f *Flow) Update(ctx context.Context, write func() error) error {
	return f.Joint().Update(ctx, write)
}

// Save saves the joint density, which likelihood.Load reads and New takes.
func (f *Flow) Save(w io.Writer) error { return f.Joint().Save(w) }

// Standardize is Standardize of a likelihood.Flow for the columns of data; the extra columns are not standardised.
func (f *Flow) Standardize(mean, std []float64) error {
	if err := f.errNotMade(); err != nil {
		return err
	}
	if mean == nil && std == nil {
		return f.joint.Standardize(nil, nil)
	}
	if err := checkRow("mean", mean, f.dim); err != nil {
		return err
	}
	if err := checkRow("std", std, f.dim); err != nil {
		return err
	}
	mean, std = append([]float64(nil), mean...), append([]float64(nil), std...)
	for range f.extra {
		mean, std = append(mean, 0), append(std, 1)
	}
	return f.joint.Standardize(mean, std)
}

// Standardization returns what Standardize has set; nil, nil if nothing.
func (f *Flow) Standardization() (mean, std []float64) {
	mean, std = f.Joint().Standardization()
	if mean == nil {
		return nil, nil
	}
	return mean[:f.dim], std[:f.dim]
}

// StandardizeCondition calls StandardizeCondition of the joint density.
func (f *Flow) StandardizeCondition(mean, std []float64) error {
	return f.Joint().StandardizeCondition(mean, std)
}

// ConditionStandardization calls ConditionStandardization of the joint density.
func (f *Flow) ConditionStandardization() (mean, std []float64) {
	return f.Joint().ConditionStandardization()
}

// Observe passes a step's gradient on to a stack.
func (f *Flow) Observe(g *likelihood.Gradient) { f.Joint().Observe(g) }

// Traits are the Traits of the joint density, and the number of extra columns and draws.
func (f *Flow) Traits() ([]likelihood.Trait, error) {
	if err := f.errNotMade(); err != nil {
		return nil, err
	}
	own := []likelihood.Trait{{Name: "Extra", Value: strconv.Itoa(f.extra)}, {Name: "Draws", Value: strconv.Itoa(f.Draws)}}
	list, err := f.joint.Traits()
	return append(own, list...), err
}
