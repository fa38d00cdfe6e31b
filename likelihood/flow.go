// Flow: a continuous normalizing flow, of one field or of several one after another: parameters, standardisation, and a core.

package likelihood

import (
	"context"
	"slices"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/modelfile"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/parameters"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/rwlock"
	"github.com/pkg/errors"
)

// Flow is a continuous normalizing flow: the density of z(T1) where z(T0) is distributed as the base and
// dz/dt = f(t, z; θ), with one field (New) or several, one after another (NewStack). All rows that go in and out are float64,
// whatever the field computes in. Its methods may be called by several goroutines, which do not wait for each other: calls of
// few rows that come at the same time are solved together, to the same bits, and at most a few calls of many rows are solved at
// once. Parameters change in Update, while no call reads them. What the caller's own code does wrong (a base or field that
// panics) comes back as a *graph.PanicError.
type Flow struct { // its fields are in one struct since mu guards most of them together
	self      core // what this is the face of
	dim, cond int
	base      base.Base
	notes     modelfile.Notes

	mu    rwlock.Lock  // guards what follows, and the values of the parameters
	locks rwlock.Locks // mu, and those of a stack's flows
	standardization
	conditions standardization // of the condition's columns
	params     parameters.List
}

// core is what a flow of one field and a stack each do in their own way. Who calls has the lock, and has checked the rows.
type core interface {
	density(ctx context.Context, x [][]float64, r *request) (*Density, error)
	certificate(ctx context.Context, d *Density, x [][]float64, r *request) (*Certificate, error)
	// probed is density with a Certificate that has the standard errors of the probes alone.
	probed(ctx context.Context, x [][]float64, r *request) (*Density, error)
	// gradient may have numbers that are not finite; checkGradient refuses what it cannot work with.
	checkGradient(ctx context.Context, r *request, rows int) error
	gradient(ctx context.Context, x [][]float64, r *request) (*Gradient, error)
	// flowList and fields are from the base to the data.
	flowList() []*Flow
	fields() []dynamics.Field
	moved() [][]int // columns of each flow; nil where each moves all
	times() (t0, t1 float64)
	isEstimated() bool // log-densities are by probes
	sharesSteps() bool // rows have their steps in common
	observe(g *Gradient)
	traits() (list []Trait, err error)
	// format of a model file, and what it holds: settings to be written as JSON, and tensors.
	format() string
	saved(w modelfile.Writer) (settings any, err error)
	// transport moves rows in the data's units to the base's points or back. Where change is not nil it gets -∫ tr ∂f/∂z dt over the
	// way from T0 to T1, less the norms' log-determinants.
	transport(ctx context.Context, towards direction, x [][]float64, r *request, change []float64) ([][]float64, ode.Stats, error)
}

// Dim is D, the number of columns of the data.
func (f *Flow) Dim() int { return f.orAbsent().dim }

// CondDim is the number of columns of the condition, which every flow of a stack gets; 0 without.
func (f *Flow) CondDim() int { return f.orAbsent().cond }

// Base is the density that all starts from: a flow's at T0, a stack's below its first flow.
func (f *Flow) Base() base.Base { return f.orAbsent().base }

// Flows are the flows from the base to the data, to look at their traces, times and maps; of a flow itself alone. Each flow of a
// stack stands for itself, over a standard normal.
func (f *Flow) Flows() []*Flow {
	if f.errNotMade() != nil {
		return nil
	}
	return slices.Clone(f.self.flowList())
}

// Columns are those that each of the Flows moves, as StackSettings has them; nil where each moves all.
func (f *Flow) Columns() [][]int {
	if f.errNotMade() != nil {
		return nil
	}
	return f.self.moved()
}

// Times are that of the base and that of the data. With Settings.TrainTime the later of the two follows the parameter. Of a stack
// they are those of its first flow: each of its Flows has the whole interval to itself.
func (f *Flow) Times() (t0, t1 float64) {
	if f.errNotMade() != nil {
		return 0, 0
	}
	return f.self.times()
}

// Params are the parameters to train. Of a flow: θ in the field's order, then the base's (Settings.TrainBase) and the
// duration's logarithm (Settings.TrainTime). Of a stack: those of the flows from the base to the data, of the norms, and of
// the base; the running moments of the norms are among them, so that they are stored, averaged and restored with the
// weights that they belong to; their gradient is zero, and Observe moves them. Values are written in Update, which tells
// their containers (graph.Params.Touch).
func (f *Flow) Params() []*graph.Param { return f.orAbsent().params.All }

// IsConstant says whether parameter k of Params is a constant for the gradient, though the loss depends on it: the running
// moments of a stack's norms are.
func (f *Flow) IsConstant(k int) bool {
	return f.orAbsent().params.IsConstant(k)
}

// Traits are all that decides the flow's numbers beside the values of Params and the standardisation: two flows whose traits
// are equal have the same densities and gradients at the same parameters. The seed of initial weights is not among them, nor
// are the number of workers and the solver's Recorder; of a NormFunc they say only that there is one.
func (f *Flow) Traits() (list []Trait, err error) {
	defer graph.Recover("likelihood: Traits", &err)
	if err := f.errNotMade(); err != nil {
		return nil, err
	}
	list, err = f.self.traits()
	return list, errors.Wrap(err, "traits of a flow")
}

// check refuses what no method that takes rows can work with. Who calls has the lock.
func (f *Flow) check(what string, x [][]float64) error {
	if err := CheckRows(what, x, f.dim); err != nil {
		return err
	}
	return f.params.CheckFinite()
}

// Update runs a function that may write the values of Params while no call of this model reads them, and then touches their
// containers: calls under way are waited for, and later ones wait, as long as their contexts last. A model that others use meanwhile is changed
// in this way alone, as train.Fit and Standardize do. The function must not call the model's other methods, but for Params. Of
// a stack it keeps off calls of its flows too; a model that shares a field with another one is another.
//
// Errors: the function's, and the context's where it has ended before the function could run.
func (f *Flow) Update(ctx context.Context, write func() error) (err error) {
	defer graph.Recover("likelihood: Update", &err)
	if err := f.beginWrite(ctx); err != nil {
		return err
	}
	defer f.endWrite()
	defer f.params.Touch()
	return write()
}

// beginRead lets a call read the model, until endRead.
func (f *Flow) beginRead(ctx context.Context) error {
	if err := f.checkCall(ctx); err != nil {
		return err
	}
	return f.locks.Read(ctx)
}

func (f *Flow) endRead() { f.locks.EndRead() }

// beginWrite gives the model to one call alone, until endWrite.
func (f *Flow) beginWrite(ctx context.Context) error {
	if err := f.checkCall(ctx); err != nil {
		return err
	}
	return f.locks.Write(ctx)
}

func (f *Flow) endWrite() { f.locks.EndWrite() }

// checkCall refuses what no call can work with.
func (f *Flow) checkCall(ctx context.Context) error {
	if err := f.errNotMade(); err != nil {
		return err
	}
	return fault.Context(ctx)
}

// absent stands for a nil flow. It is as empty as Flow{}.
var absent Flow

// orAbsent is f, where it is not nil.
func (f *Flow) orAbsent() *Flow {
	if f == nil {
		return &absent
	}
	return f
}

// errNotMade refuses what New, NewStack or Load has not made.
func (f *Flow) errNotMade() error {
	if f == nil || f.self == nil {
		return errors.Wrap(ErrSettings, "a flow that is nil or zero, want one made by New, NewStack or a Load function")
	}
	return nil
}
