// The engine: a flow's solvers in the element type of its field.

package likelihood

import (
	"context"
	"math"
	"sync"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/internal/reuse"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/matching"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/reference"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/rhs"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/rwlock"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/stream"
	"github.com/gorgoflow/gorgoflow/likelihood/trace"
	"github.com/pkg/errors"
	"gorgonia.org/tensor"
)

// engine does the work of a flow in the field's element type.
type engine interface {
	logProb(ctx context.Context, x [][]float64, r *request) (*Density, error)
	certificate(ctx context.Context, d *Density, x [][]float64, r *request) (*Certificate, error)
	transport(ctx context.Context, way transportWay, x [][]float64, r *request, change []float64) ([][]float64, ode.Stats, error)
	gradient(ctx context.Context, x [][]float64, r *request) (*Gradient, error)
	reverse(ctx context.Context, z [][]float64, r *request) (*Gradient, error)
	match(ctx context.Context, z [][]float64, r *MatchRequest) (*Gradient, error)
	plan(context.Context, *trace.Settings) (*trace.Plan, error)
	fingerprint() (uint64, error) // of the field's graph

	// For stacks: prepareFlow compiles what pullFlow needs.
	prepareFlow(context.Context) error
	trainingProbes() int // width of given probes for gradients, 0 where none are used
	pullFlow(ctx context.Context, c *flowCall) error
	passFlow(ctx context.Context, c *flowCall) ([]float64, error)
	// reference is transport to the base by the reference of certificates, with the standard errors of Δl by the probes, nil where
	// the trace is exact.
	reference(ctx context.Context, x [][]float64, r *request, change []float64) (*referenced, error)
}

func newEngine(f *Flow) (engine, error) {
	switch dtype := f.field.Params().Dtype(); dtype {
	case tensor.Float64:
		return newEngineOf[float64](f)
	case tensor.Float32:
		return newEngineOf[float32](f)
	default:
		return nil, errors.Wrapf(ErrSettings, "the field computes in %v, want float32 or float64", dtype)
	}
}

// engineOf keeps a solver for each of the systems that a flow needs. Several calls may use it at once, each with a
// workspace of its own.
type engineOf[T graph.Float] struct {
	flow     *Flow
	density  *solver[T] // z and Δl
	training *solver[T] // z, Δl and the penalties, by GradientTrace
	path     *solver[T] // z alone
	tight    *solver[T] // z and Δl for certificates: the reference
	spread   spread[T]
	matcher  *matching.Matcher[T] // of the field with velocities, and the penalties

	compiling rwlock.Lock // the turn to make a solver
	building  sync.Mutex  // a field is not asked to build two graphs at once
	idle      workspaces[T]
}

func newEngineOf[T graph.Float](f *Flow) (*engineOf[T], error) {
	s := f.set
	if err := rhs.Check[T](f.field, s.Solver.Shared); err != nil {
		return nil, err
	}
	plain := flowSystem{field: f.field, dim: s.dim, cond: s.cond, freeDensity: s.FreeDensity}
	density, training, path := plain, plain, plain
	density.trace = &s.Trace
	training.trace, training.penalties = s.GradientTrace, s.Penalties.active()
	e := &engineOf[T]{flow: f}
	e.density, e.training, e.path = e.solver(&density), e.solver(&training), e.solver(&path)
	e.matcher = newMatcher[T](e.flow.field, training.penalties, training.trace.ProbeCount(), s.Solver.Workers)
	for _, each := range []*solver[T]{e.density, e.training} {
		if err := trace.Fits[T](f.field, each.trace, s.Solver); err != nil {
			return nil, err
		}
	}
	e.density.choose = func(ctx context.Context) (*integrate.Settings, error) { return e.lanes(ctx, &s.Trace, false) }
	e.training.choose = func(ctx context.Context) (*integrate.Settings, error) { return e.lanes(ctx, s.GradientTrace, true) }
	controlled := density
	controlled.freeDensity = false
	e.tight = e.solver(&controlled)
	e.tight.choose = func(ctx context.Context) (*integrate.Settings, error) {
		chosen, err := e.density.choose(ctx)
		if err != nil {
			return nil, err
		}
		t0, t1 := f.Times()
		return reference.Settings[T](chosen, math.Abs(t1-t0), f.field), nil
	}
	return e, e.path.make(context.Background()) // the smallest one, so that settings that cannot be used are refused here
}

func (e *engineOf[T]) solver(system *flowSystem) *solver[T] {
	return &solver[T]{flowSystem: system, settings: e.flow.set.Solver, compiling: &e.compiling, building: &e.building}
}

// lanes are the settings with the number of lanes that suits a trace.
func (e *engineOf[T]) lanes(ctx context.Context, t *trace.Settings, gradient bool) (*integrate.Settings, error) {
	if e.flow.set.Solver.Lanes != 0 {
		return e.flow.set.Solver, nil
	}
	p, err := e.planned(ctx, t)
	if err != nil {
		return nil, err
	}
	return lanesFor(p, e.flow.set, gradient), nil
}

func (e *engineOf[T]) plan(ctx context.Context, t *trace.Settings) (*trace.Plan, error) {
	if err := e.compiling.Write(ctx); err != nil {
		return nil, err
	}
	defer e.compiling.EndWrite()
	return e.planned(ctx, t)
}

// planned is plan for who has the turn to compile.
func (e *engineOf[T]) planned(ctx context.Context, t *trace.Settings) (*trace.Plan, error) {
	e.building.Lock()
	defer e.building.Unlock()
	return trace.PlanOf[T](ctx, e.flow.field, t, e.flow.set.Solver.Shared)
}

// load copies a batch into the problem on the given system, one way or the other; data are standardised. A
// number that is finite and too large for T is refused.
func (w *workspace[T]) load(s *solver[T], way transportWay, x [][]float64, r *request) error {
	f, rows := w.flow, len(x)
	if err := r.check(f, rows, s.requestedProbes()); err != nil {
		return err
	}
	if err := w.loadRows(way, x); err != nil {
		return err
	}
	p := &w.Problem
	if p.T0, p.T1 = f.Times(); way == toBase {
		p.T0, p.T1 = p.T1, p.T0
	}
	p.Rows = rows
	p.Y = reuse.Resized(p.Y, s.blocks())
	clear(p.Y)
	p.Y[0] = w.z
	p.Args = p.Args[:0]
	if s.cond > 0 {
		w.loadCondition(rows, r)
		p.Args = append(p.Args, w.cond)
	}
	if s.needsProbes() {
		w.loadProbes(s, rows, r)
		p.Args = append(p.Args, w.probes)
	}
	return nil
}

func (w *workspace[T]) loadRows(way transportWay, x [][]float64) error {
	f := w.flow
	w.z = reuse.Resized(w.z, len(x)*f.dim)
	for i, row := range x {
		for c, v := range row {
			u, what := v, "base points"
			if way == toBase {
				u, what = f.standardized(c, v), "data"
			}
			if !isFinite(float64(T(u))) {
				return tooLarge(what, i, c, v, graph.DtypeOf[T]())
			}
			w.z[i*f.dim+c] = T(u)
		}
	}
	return nil
}

func (w *workspace[T]) loadCondition(rows int, r *request) {
	width := w.flow.set.cond
	w.cond = reuse.Resized(w.cond, rows*width)
	fillConditions(w.cond, &w.flow.conditions, width, 0, r)
}

func (w *workspace[T]) loadProbes(s *solver[T], rows int, r *request) {
	w.probes = reuse.Resized(w.probes, rows*s.probeWidth())
	fillProbes(w.probes, s.flowSystem, 0, r)
}

// fillConditions copies the conditions of the batch's rows from the given one on, standardised, until dst is full.
func fillConditions[T graph.Float](dst []T, s *standardization, width, from int, r *request) {
	for i := range len(dst) / width {
		for c, v := range r.conditionRow(from + i) {
			dst[i*width+c] = T(s.standardized(c, v))
		}
	}
}

// fillProbes takes the request's probes, or draws them, each row of the batch from its own stream.
func fillProbes[T graph.Float](dst []T, a *flowSystem, from int, r *request) {
	width, draws := a.probeWidth(), stream.New(r.probeSeed, stream.Probes)
	for i := range len(dst) / width {
		row := dst[i*width : (i+1)*width]
		if r.probes != nil {
			for c, v := range r.probes[from+i] {
				row[c] = T(v)
			}
			continue
		}
		rng := draws.At(uint64(r.first + from + i))
		for c := range row {
			row[c] = T(a.trace.Draw(rng, c/a.dim))
		}
	}
}
