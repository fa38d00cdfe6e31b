package integrate

import (
	"context"
	"sync"

	"github.com/gorgoflow/gorgoflow/graph"
)

// Solver solves one System with one set of Settings. What it needs is compiled
// once; the compiled programs and all buffers are kept for later solves, which then
// allocate nothing but their results. It may be used by several goroutines.
type Solver[T graph.Float] struct {
	system   *System
	settings Settings // with every default worked in
	plan     *plan
	step     *stepCode[T]
	field    *fieldCode[T]

	mutex    sync.Mutex
	idle     []*worker[T]
	pull     *pullCode[T]
	pullOnce sync.Once
	pullErr  error
	ledgers  []*ledger
	crews    []*crew[T]
	jobs     []*job[T]
	seen     *watchCode[T] // for solves that are watched; nil until there is one
	seenOnce sync.Once
	seenErr  error
	adjoints map[[2]float64]*Solver[T]

	// For gradients of watched solves.
	inRelativeTime, withoutEvents kin[T]
	instants                      instants[T]
}

// NewSolver builds and compiles one step of the system. A nil Settings means the
// defaults.
//
// It returns a *ToleranceError, a *TableauError, an error that Is ErrSettings or
// ErrSystem, or a *graph.PanicError for a panic of the system's functions, as all that
// calls them does.
func NewSolver[T graph.Float](sys *System, settings *Settings) (solver *Solver[T], err error) {
	defer graph.Recover("integrate: NewSolver", &err)
	if err := sys.validate(graph.DtypeOf[T]()); err != nil {
		return nil, err
	}
	resolved, p, err := settings.resolved(spacing[T]())
	if err != nil {
		return nil, err
	}
	if !p.fixed && !sys.controlled() {
		return nil, settingsError("no block is under error control; give Steps or StepSize")
	}
	s := &Solver[T]{system: sys, settings: *resolved, plan: p}
	if s.field, err = compileField[T](sys, p); err != nil {
		return nil, err
	}
	if s.step, err = compileStep[T](sys, p, nil); err != nil {
		return nil, err
	}
	return s, nil
}

// System returns what the solver solves.
func (s *Solver[T]) System() *System { return s.system }

// Settings returns the settings with every default worked in.
func (s *Solver[T]) Settings() Settings { return s.settings }

// Solve solves every row of a problem from T0 to T1, which the last step of each row
// hits exactly.
//
// A row that fails leaves the others as they are: the error is then a *StepError or
// a *NotFiniteError for the first such row, and the solution comes along with it.
// A problem that makes no sense gives a *ShapeError or an error that Is
// ErrInterval or ErrEmptyBatch. When ctx ends, its error is returned with what is
// there so far.
func (s *Solver[T]) Solve(ctx context.Context, p *Problem[T]) (*Solution[T], error) {
	return s.SolveInto(ctx, p, nil)
}

// SolveInto is Solve with the results written to a solution from an earlier call, whose
// arrays, those of At, Events and Dense too, are reused where they are large enough: what
// the earlier call has found is gone. It allocates nothing where as much room is needed as
// before. With a nil solution it is Solve.
func (s *Solver[T]) SolveInto(ctx context.Context, p *Problem[T], out *Solution[T]) (solution *Solution[T], err error) {
	defer graph.Recover("integrate: Solve", &err)
	j, err := s.newJob(ctx, p, out)
	if err != nil {
		return nil, err
	}
	defer s.dropJob(j)
	err = s.solveAll(j)
	if failed := s.diagnose(p, j.out, j.out.finish(p, s.system)); err == nil {
		err = failed
	}
	return j.out, err
}

// solveAll lets the workers share the rows. Batch-reduced quadratures are summed
// block by block instead, so that their sum does not depend on who did what.
func (s *Solver[T]) solveAll(j *job[T]) error {
	if s.system.Reduce != nil {
		return s.solveBlocks(j)
	}
	j.from.reset(0, j.problem.Rows, s.plan.Lanes)
	packs := (j.problem.Rows + s.plan.Lanes - 1) / s.plan.Lanes
	return s.parallel(min(s.plan.Workers, packs), j)
}

// worker is what one goroutine needs.
type worker[T graph.Float] struct {
	solver  *Solver[T]
	runner  *runner[T]
	watched *runner[T] // its steps are looked at; nil until there is such a solve
	rows    source
	// For gradients; nil until one is asked for.
	puller *puller[T]
	tape   *tape[T]
	pass   pass[T]
	ends   *field[T]
}

// worker returns an idle worker, or a new one.
func (s *Solver[T]) worker() *worker[T] {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if last := len(s.idle) - 1; last >= 0 {
		w := s.idle[last]
		s.idle = s.idle[:last]
		return w
	}
	return &worker[T]{solver: s, runner: newRunner(s.system, s.plan, s.step, s.field)}
}

func (s *Solver[T]) release(w *worker[T]) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.idle = append(s.idle, w)
}
