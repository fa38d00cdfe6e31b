// Flow: a continuous normalizing flow of one field or of several one after another.

package likelihood

import (
	"context"
	"slices"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/container"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/fault"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/parameters"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/rwlock"
	"github.com/pkg/errors"
	"gorgonia.org/tensor"
)

// Flow is a continuous normalizing flow: the density of z(T1) where z(T0) has the density of the base and dz/dt = f(t,
// z; θ), with one field (New) or several, one after another (NewStack). Rows and results are float64, whatever the
// number type of the field. Its methods may be called by several goroutines, which do not wait for each other:
// concurrent calls with few rows are solved together, to the same bits, and at most a few calls with many rows are
// solved at once. Only Update changes parameters while others use the flow. A panic of the caller's code, such as a
// base or a field, becomes a *graph.PanicError.
type Flow struct { // its fields are in one struct since mu guards most of them together
	self      core // the implementation
	dim, cond int
	base      base.Base
	notes     container.Notes
	inStack   bool // one flow of a stack

	mu    rwlock.Lock  // guards the fields below, and the values of the parameters
	locks rwlock.Locks // mu, and the locks of a stack's flows
	standardization
	conditions standardization // of the condition's columns
	params     parameters.List
}

// core is the interface of a flow of one field and of a stack, which implement it differently. The caller holds the
// lock and has checked the rows.
type core interface {
	density(ctx context.Context, x [][]float64, r *request) (*Density, error)
	certificate(ctx context.Context, d *Density, x [][]float64, r *request) (*Certificate, error)
	// probed is density with a Certificate that has only the standard errors of estimated traces.
	probed(ctx context.Context, x [][]float64, r *request) (*Density, error)
	// gradient may return numbers that are not finite. checkGradient refuses requests that gradient cannot fulfil.
	checkGradient(ctx context.Context, r *request, rows int) error
	gradient(ctx context.Context, x [][]float64, r *request) (*Gradient, error)
	// flowList and fields are from the base to the data.
	flowList() []*Flow
	fields() []dynamics.Field
	moved() [][]int // columns that each flow moves; nil for all
	// entryTypes are the number types of the fields that the columns of rows enter first; one alone is that of all columns.
	// Columns that enter a norm first have float64.
	entryTypes(towards direction) []tensor.Dtype
	times() (t0, t1 float64)
	isEstimated() bool // log-densities use probes
	takesProbes() bool // gradients do
	sharesSteps() bool // rows have common steps
	workers() int      // goroutines that a call may use
	observe(g *Gradient)
	traits() (list []Trait, err error)
	// format is the format of a model file. savedContent is its content: settings to be written as JSON, and tensors.
	format() string
	saved(w container.Writer) (settings any, err error)
	// transport moves rows in the data's units to points of the base, or points to rows. If change is not nil it gets
	// -∫ tr ∂f/∂z dt from T0 to T1, less the norms' log-determinants.
	transport(ctx context.Context, towards direction, x [][]float64, r *request, change []float64) ([][]float64, ode.Stats, error)
}

// Dim is D, the number of columns of the data.
func (f *Flow) Dim() int { return f.orAbsent().dim }

// CondDim is the number of columns of the condition, which every flow of a stack gets; 0 for a flow without conditions.
func (f *Flow) CondDim() int { return f.orAbsent().cond }

// Base is the base density: at T0 of a flow, below the first flow of a stack.
func (f *Flow) Base() base.Base { return f.orAbsent().base }

// Flows returns the flows of a stack from the base to the data, to look at their traces, times and maps. Each of them
// is a flow of its own, with a standard normal base; it is standardised with the stack alone. For a flow of one field
// it returns the flow itself.
func (f *Flow) Flows() []*Flow {
	if f.errNotMade() != nil {
		return nil
	}
	return slices.Clone(f.self.flowList())
}

// Columns returns the columns that each of the Flows moves, as in StackSettings; nil if each moves all.
func (f *Flow) Columns() [][]int {
	if f.errNotMade() != nil {
		return nil
	}
	return f.self.moved()
}

// Times returns the time of the base and that of the data. With Settings.TrainTime the later of the two follows the
// parameter. The Times of a stack are those of its first flow: each of its Flows takes the whole interval.
func (f *Flow) Times() (t0, t1 float64) {
	if f.beginRead(context.Background()) != nil { // not made
		return 0, 0
	}
	defer f.endRead()
	return f.self.times()
}

// Params returns the parameters to train. For a flow of one field these are θ in the field's order, then the base's
// (Settings.TrainBase) and the logarithm of the duration (Settings.TrainTime). For a stack these are the parameters of
// the flows from the base to the data, of the norms, and of the base. They include the running moments of the norms, so
// that the moments are stored, averaged and restored together with the weights; their gradient is zero, and Observe
// moves them. Write values only in Update, which touches their containers (graph.Params.Touch).
func (f *Flow) Params() []*graph.Param { return slices.Clone(f.orAbsent().params.All) }

// IsConstant says whether parameter k of Params counts as a constant for the gradient, although the loss depends on it,
// as the running moments of a stack's norms do.
func (f *Flow) IsConstant(k int) bool {
	return f.orAbsent().params.IsConstant(k)
}

// Traits are all that decides the flow's numbers besides the values of Params and the standardisation: two flows with
// equal traits have the same densities and gradients at the same parameters. Frozen parameters (dynamics.Field) are among
// them. The seed of initial weights, the number of workers and the solver's Recorder are not. A NormFunc is a trait only in
// that there is one, a StepController of the caller's only by its type and its exported fields.
func (f *Flow) Traits() (list []Trait, err error) {
	defer graph.Recover("likelihood: Traits", &err)
	if err := f.beginRead(context.Background()); err != nil { // kinds of bases are found by copies of their parameters
		return nil, err
	}
	defer f.endRead()
	list, err = f.self.traits()
	return list, errors.Wrap(err, "traits of a flow")
}

// check refuses rows that no method can work with: data if they go to the base, else points in standardised units. The
// caller holds the lock.
func (f *Flow) check(what string, towards direction, x [][]float64) error {
	if err := checkRows(what, x, f.dim); err != nil {
		return err
	}
	if err := f.params.CheckFinite(); err != nil {
		return err
	}
	units := &standardization{}
	if towards == toBase {
		units = &f.standardization
	}
	return units.checkSize(what, x, f.self.entryTypes(towards)...)
}

// Update calls a function that may write the values of Params, while no other call reads them, and then touches their
// containers. It waits for calls in progress, and later calls wait for it, as long as their contexts last. Change a
// model that others use meanwhile only by Update, as train.Fit and Standardize do. The function must not call the
// model's other methods, except Params. Update of a stack also keeps out calls of its flows, but not of another model
// that shares a field with it.
//
// Errors: the function's, the context's if it ends before the function could run, and ErrSettings without a function.
func (f *Flow) Update(ctx context.Context, write func() error) (err error) {
	defer graph.Recover("likelihood: Update", &err)
	if write == nil {
		return errors.Wrap(ErrSettings, "no function that writes the parameters")
	}
	if err := f.beginWrite(ctx); err != nil {
		return err
	}
	defer f.endWrite()
	defer f.params.Touch()
	return write()
}

// beginRead lets a call read the model until endRead.
func (f *Flow) beginRead(ctx context.Context) error {
	if err := f.checkCall(ctx); err != nil {
		return err
	}
	return f.locks.Read(ctx)
}

func (f *Flow) endRead() { f.locks.EndRead() }

// beginWrite gives the model to a single call until endWrite.
func (f *Flow) beginWrite(ctx context.Context) error {
	if err := f.checkCall(ctx); err != nil {
		return err
	}
	return f.locks.Write(ctx)
}

func (f *Flow) endWrite() { f.locks.EndWrite() }

// checkCall refuses a Flow that was not made, and a nil context.
func (f *Flow) checkCall(ctx context.Context) error {
	if err := f.errNotMade(); err != nil {
		return err
	}
	return fault.Context(ctx)
}

// absent replaces a nil flow. It is as empty as Flow{}.
var absent Flow

// orAbsent is f if it is not nil, else absent.
func (f *Flow) orAbsent() *Flow {
	if f == nil {
		return &absent
	}
	return f
}

// errNotMade refuses a Flow that New, NewStack or Load has not made.
func (f *Flow) errNotMade() error {
	if f == nil || f.self == nil {
		return errors.Wrap(ErrSettings, "a flow that is nil or zero, want one made by New, NewStack or a Load function")
	}
	return nil
}

// Observe moves the running moments of a stack's norms towards those of the batch of a gradient. Call it once in a
// training step, after the parameters have moved; train.Fit does. For a flow without norms it does nothing.
func (f *Flow) Observe(g *Gradient) {
	if g == nil || f.beginWrite(context.Background()) != nil { // there is nothing to observe
		return
	}
	defer f.endWrite()
	f.self.observe(g)
}
