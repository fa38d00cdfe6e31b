// The engine: the solvers of a flow, in the number type of its field.

package likelihood

import (
	"context"
	"sync"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/internal/reuse"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/equation"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/estimate"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/matching"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/reference"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/refine"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/rhs"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/rwlock"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/pkg/errors"
	"gorgonia.org/tensor"
)

// engine does the work of a flow in the number type of its field.
type engine interface {
	logProb(ctx context.Context, x [][]float64, r *request) (*Density, error)
	certificate(ctx context.Context, d *Density, x [][]float64, r *request) (*Certificate, error)
	probed(ctx context.Context, x [][]float64, r *request) (*Density, error)
	transport(ctx context.Context, towards direction, x [][]float64, r *request, change []float64) ([][]float64, ode.Stats, error)
	gradient(ctx context.Context, x [][]float64, r *request) (*Gradient, error)
	reverse(ctx context.Context, z [][]float64, r *request) (*Gradient, error)
	takes(z, velocities [][]float64) bool // for match
	match(ctx context.Context, z [][]float64, time []float64, velocity [][]float64, r *request) (*Gradient, error)
	plan(ctx context.Context, gradient bool) (*trace.Plan, error) // of the trace of log-densities or of gradients
	// fingerprint is that of the field's graph. frozen is a hash of the parameters that the graph reads and that are not
	// among the trained ones; "" if there are none.
	fingerprint(trained []*graph.Param) (print uint64, frozen string, err error)

	// For stacks: prepareFlow compiles what pullFlow needs.
	prepareFlow(context.Context) error
	trainingProbes() int // width of given probes for gradients; 0 if none are used
	densityProbes() int  // width of those for log-densities
	pullFlow(ctx context.Context, c *flowCall) error
	passFlow(ctx context.Context, c *flowCall) ([]float64, error)
	// reference is transport to the base by the reference of certificates, with the standard errors of Δl by estimated
	// traces; nil if the trace is exact.
	reference(ctx context.Context, x [][]float64, r *request, change []float64) (*referenced, error)
}

func newEngine(f *single) (engine, error) {
	switch dtype := f.field.Params().Dtype(); dtype {
	case tensor.Float64:
		return newEngineOf[float64](f)
	case tensor.Float32:
		return newEngineOf[float32](f)
	default:
		return nil, errors.Wrapf(ErrSettings, "the field computes in %v, want float32 or float64", dtype)
	}
}

// engineOf keeps a solver for each system that a flow needs. Several calls may use it at once, each with a workspace of
// its own.
type engineOf[T graph.Float] struct {
	flow     *single
	density  *equation.Solver[T] // z and Δl
	training *equation.Solver[T] // z, Δl and the penalties, with GradientTrace
	path     *equation.Solver[T] // z alone
	tight    *equation.Solver[T] // z and Δl for certificates: the reference
	spread   equation.Spread[T]
	matcher  *matching.Matcher[T] // velocities for flow matching, and the penalties
	steppers sync.Map             // number of equal steps → *equation.Solver[T] of z and Δl

	compiling rwlock.Lock // the turn to make a solver
	building  sync.Mutex  // a field must not build two graphs at once
	idle      reuse.Pool[workspace[T]]
}

func newEngineOf[T graph.Float](f *single) (*engineOf[T], error) {
	s := f.set
	t0, t1 := f.times()
	if err := rhs.Check[T](f.field, s.Solver.Shared, t0, t1); err != nil {
		return nil, err
	}
	plain := equation.System{Field: f.field, Dim: s.dim, Cond: s.cond, FreeDensity: s.FreeDensity}
	density, training, path := plain, plain, plain
	density.Trace = &s.Trace
	training.Trace, training.Penalties = s.GradientTrace, s.Penalties.active()
	e := &engineOf[T]{flow: f, idle: reuse.Pool[workspace[T]]{Keep: 1}}
	e.density, e.training, e.path = e.solver(&density), e.solver(&training), e.solver(&path)
	e.matcher = newMatcher[T](e.flow.field, training.Penalties, estimate.ProbeCount(training.Trace), s.Solver.Workers)
	for _, each := range []*equation.Solver[T]{e.density, e.training} {
		if err := estimate.Fits[T](f.field, each.Trace, s.Solver); err != nil {
			return nil, err
		}
	}
	if f.duration == nil { // a parameter moves the interval
		if err := equation.FindGates(e.density, e.training, t0, t1); err != nil {
			return nil, err
		}
	}
	e.density.Choose = func(ctx context.Context) (*integrate.Settings, error) { return e.density.Lanes(ctx, s.Solver) }
	e.training.Choose = func(ctx context.Context) (*integrate.Settings, error) { return e.training.Lanes(ctx, s.Solver) }
	controlled := density
	controlled.FreeDensity = false
	e.tight = e.likeDensity(&controlled, func(chosen *integrate.Settings) *integrate.Settings {
		return reference.Settings[T](chosen, f.length(), f.field)
	})
	if f.duration != nil {
		e.tight.Length = f.length
	}
	_, err := e.path.Get(context.Background()) // the smallest system, so that settings that cannot be used are refused here
	return e, err
}

func (e *engineOf[T]) solver(system *equation.System) *equation.Solver[T] {
	return &equation.Solver[T]{System: system, Settings: e.flow.set.Solver, Compiling: &e.compiling, Building: &e.building}
}

// likeDensity returns a solver of a system that has the density's trace, with settings derived from those chosen for
// the density.
func (e *engineOf[T]) likeDensity(system *equation.System, settings func(chosen *integrate.Settings) *integrate.Settings) *equation.Solver[T] {
	s := e.solver(system)
	s.Gate = e.density.Gate
	s.Choose = func(ctx context.Context) (*integrate.Settings, error) {
		chosen, err := e.density.Choose(ctx)
		if err != nil {
			return nil, err
		}
		return settings(chosen), nil
	}
	return s
}

// stepping returns a solver of z and Δl with so many equal steps.
func (e *engineOf[T]) stepping(steps int) *equation.Solver[T] {
	made, ok := e.steppers.Load(steps)
	if !ok {
		s := e.likeDensity(e.density.System, func(chosen *integrate.Settings) *integrate.Settings { return refine.Settings(chosen, steps) })
		made, _ = e.steppers.LoadOrStore(steps, s)
	}
	return made.(*equation.Solver[T])
}

func (e *engineOf[T]) plan(ctx context.Context, gradient bool) (*trace.Plan, error) {
	if gradient {
		return e.training.Plan(ctx)
	}
	return e.density.Plan(ctx)
}

// fingerprint is the fingerprint of the graph of f; the settings say how its trace is found.
func (e *engineOf[T]) fingerprint(trained []*graph.Param) (print uint64, frozen string, err error) {
	b := graph.NewBuilder[T](2) // two rows, so that per-row nodes and fixed ones have different shapes
	r, _ := rhs.Standalone(e.flow.field, b, 0, e.flow.set.Solver.Shared)
	if err := r.AddField(true); err != nil {
		return 0, "", err
	}
	return b.Fingerprint(r.F), frozenIn(b, r.F, trained), b.Err()
}
