// The Solver and what it compiles.

package integrate

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/check"
	"github.com/gorgoflow/gorgoflow/integrate/internal/compiled"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/internal/forward"
	"github.com/gorgoflow/gorgoflow/integrate/internal/tape"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/reduce"
	"github.com/gorgoflow/gorgoflow/internal/defaults"
	"github.com/gorgoflow/gorgoflow/internal/parallel"
	"github.com/gorgoflow/gorgoflow/internal/partial"
	"github.com/gorgoflow/gorgoflow/internal/reuse"
)

// Solver solves one System with one set of Settings. It compiles programs when they are first needed, and keeps them
// and all buffers for later solves, which then allocate nothing but their results. It may be used by several
// goroutines.
type Solver[T graph.Float] struct {
	system   *ode.System
	settings Settings // with defaults filled in
	scheme   *control.Scheme
	step     *compiled.Step[T] // step and field are set once the Solver is ready
	field    *compiled.RHS[T]

	reduction *compiled.Reduction // sums over the batch; may be nil
	weights   int                 // numbers in all parameters

	calls   atomic.Int32 // whose rows are being solved now
	idle    idle[T]
	derived derived[T]
}

// idle holds what earlier calls have left for reuse.
type idle[T graph.Float] struct {
	workers reuse.Pool[worker[T]]
	teams   reuse.Pool[workers[T]]
	calls   reuse.Pool[call[T]]
	sums    reuse.Pool[reduce.Ordered[*partial.Sums]]
	tapes   reuse.Pool[tape.Tape[T]] // of segments
}

// keep bounds how many values of each kind are kept.
func (i *idle[T]) keep(n int) {
	i.workers.Keep, i.teams.Keep, i.calls.Keep, i.sums.Keep, i.tapes.Keep = n, n, n, n, n
}

// derived holds what only some calls need, each made when it is first asked for.
type derived[T graph.Float] struct {
	field, step lazy[struct{}]             // Solver.field and Solver.step
	observed    lazy[*forward.Observed[T]] // for calls whose steps are observed
	pullback    lazy[*compiled.Pullback[T]]
	// outputPullback is that of a step with its interpolant.
	outputPullback lazy[*compiled.Pullback[T]]
	adjoints       lazyMap[[2]float64, *Solver[T]] // by relative and absolute tolerance
	relativeTime   lazy[*Solver[T]]                // for segments whose ends differ from row to row
	withoutEvents  lazy[*Solver[T]]
	byLanes        lazyMap[int, *Solver[T]] // those with other numbers of lanes
	jumps, events  lazyMap[control.Event, *compiled.EventPullback[T]]
}

// NewSolver makes a solver of a system. A nil Settings means the defaults.
//
// It builds the right-hand side once, to refuse what is wrong with it. A step, which is many times as large, is built
// and compiled by the first call that needs it, or by Prepare: both have a context, and end soon after it has. So are
// events and jumps, and what is wrong with them is an error of that call.
//
// It returns an error that Is tableau.ErrTableau, ErrSettings or ode.ErrSystem. A panic of the system's functions
// becomes a *graph.PanicError, here as in every method that calls them.
func NewSolver[T graph.Float](sys *ode.System, settings *Settings) (solver *Solver[T], err error) {
	defer graph.Recover("integrate: NewSolver", &err)
	own := *defaults.OrZero(settings)
	own.Recorder = defaults.Serial(new(sync.Mutex), own.Recorder) // the solvers that this one makes call it too
	return newSolver[T](context.Background(), sys, &own, nil)
}

// newSolver is NewSolver with sums over the batch, unless reduction is nil.
func newSolver[T graph.Float](ctx context.Context, sys *ode.System, settings *Settings, reduction *compiled.Reduction) (*Solver[T], error) {
	if err := check.System(sys, graph.DtypeOf[T]()); err != nil {
		return nil, err
	}
	resolved, p, err := settings.resolved(control.Spacing[T](), sys.Lanes)
	if err != nil {
		return nil, err
	}
	if !p.Fixed && !check.Controlled(sys) {
		return nil, settingsError("no block is under error control; give Steps or StepSize")
	}
	s := &Solver[T]{system: defaults.OwnSystem(sys), settings: *resolved, scheme: p, reduction: reduction}
	for _, n := range s.paramLengths() {
		s.weights += n
	}
	s.idle.keep(max(p.Workers, runtime.GOMAXPROCS(0)))
	return s, compiled.CheckSize[T](ctx, s.system, p, reduction)
}

// ready compiles the step and the right-hand side once.
func (s *Solver[T]) ready(ctx context.Context) error {
	if err := s.callable(ctx); err != nil {
		return err
	}
	if s.derived.step.made.Load() { // nothing is allocated
		return s.derived.step.err
	}
	_, err := s.derived.step.get(ctx, "integrate: a step", func() (_ struct{}, err error) {
		if err = s.fieldReady(ctx); err == nil {
			s.step, err = compiled.CompileStep[T](ctx, s.system, s.scheme, nil, s.reduction)
		}
		return struct{}{}, err
	})
	return err
}

// fieldReady compiles the right-hand side once.
func (s *Solver[T]) fieldReady(ctx context.Context) error {
	if s.derived.field.made.Load() { // nothing is allocated
		return s.derived.field.err
	}
	_, err := s.derived.field.get(ctx, "integrate: a right-hand side", func() (_ struct{}, err error) {
		s.field, err = compiled.CompileRHS[T](ctx, s.system, s.scheme)
		return struct{}{}, err
	})
	return err
}

// callable refuses a Solver that NewSolver has not made, and a nil context.
func (s *Solver[T]) callable(ctx context.Context) error {
	if err := s.made(); err != nil {
		return err
	}
	return parallel.Given(ctx, ErrSettings)
}

// made refuses a Solver that is nil, or that NewSolver has not made.
func (s *Solver[T]) made() error {
	if s == nil || s.system == nil {
		return settingsError("a Solver without a system; want one made by NewSolver")
	}
	return nil
}
