// Package share lets calls of few rows that wait for a solver at the same time share one solve.
//
// The result of a row does not depend on the rows beside it, so a caller notices only the time. A call that finds the
// solver free is solved at once, by its own goroutine. If as many packs are being solved as there are processors,
// further calls wait. The first of them then solves all of its interval of time that fit into the lanes of one step.
package share

import (
	"cmp"
	"context"
	"runtime"
	"sync"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/pkg/errors"
)

// leastLarge is the least number of solves of many rows that may run at once. Each uses all workers, and memory for every
// one of them.
const leastLarge = 4

// defaultLanes is the default of integrate.Settings.Lanes.
const defaultLanes = 64

// Solver is a solver for many callers.
type Solver[T graph.Float] struct {
	*integrate.Solver[T]
	blocks []ode.Block
	lanes  int  // most rows of a shared solve
	alone  bool // no sharing: rows may depend on each other, or a recorder is told their indices

	mutex   sync.Mutex
	running int        // packs of few rows that are being solved
	most    int        // the most that running may be
	waiting []*Call[T] // in the order in which they came
	calm    int        // packs of a single call in succession

	large chan struct{} // has an element for each solve of many rows
}

// New makes a solver for many callers from a solver, its blocks and its settings, which may be nil.
func New[T graph.Float](s *integrate.Solver[T], blocks []ode.Block, set *integrate.Settings) *Solver[T] {
	if set == nil {
		set = &integrate.Settings{}
	}
	processors := runtime.GOMAXPROCS(0)
	return &Solver[T]{Solver: s, blocks: blocks, lanes: cmp.Or(set.Lanes, defaultLanes), alone: set.Shared || set.Recorder != nil, most: processors,
		large: make(chan struct{}, max(leastLarge, 2*processors/cmp.Or(set.Workers, processors)))}
}

// Call is a problem and the arrays of its solution, which the next problem of the same call reuses. The problems of all
// calls of a solver have the same blocks; those of a pack have one interval of time.
type Call[T graph.Float] struct {
	Problem  ode.Problem[T]
	Solution *ode.Solution[T]
	Lost     bool // its context has ended while another goroutine is solving it and still uses its arrays

	ctx  context.Context
	wake chan struct{} // has an element when the call is a leader, or has been solved
	err  error
	held bool       // it has a turn, and gives it back
	led  bool       // of a leader: its pack is being solved
	done bool       // another call has solved it
	pack []*Call[T] // of a leader: all calls of its pack, itself the first
	lead *Call[T]   // the leader of the pack in which it is being solved

	together together[T]
}

// Solve solves the problem of a call. Its error is that of integrate.Solver.Solve; the solution is nil if nothing has been
// solved.
func (s *Solver[T]) Solve(ctx context.Context, c *Call[T]) error {
	if s.alone || c.Problem.Rows > s.lanes {
		return s.solveLarge(ctx, c)
	}
	if err := s.meet(ctx, c); err != nil || c.done {
		return err
	}
	return s.solveAlone(ctx, c)
}

// meet gives a call a turn, or has another call solve it.
func (s *Solver[T]) meet(ctx context.Context, c *Call[T]) error {
	c.prepare(ctx)
	defer c.forget()
	if !s.enter(c) {
		if err := s.wait(ctx, c); err != nil {
			return err
		}
	}
	if len(c.pack) == 0 {
		return c.err
	}
	c.held = true
	if s.gather(c); len(c.pack) > 1 {
		return s.lead(ctx, c)
	}
	return c.err
}

func (s *Solver[T]) solveAlone(ctx context.Context, c *Call[T]) error {
	if c.held {
		defer s.next()
	}
	return c.solve(ctx, s.Solver)
}

func (s *Solver[T]) solveLarge(ctx context.Context, c *Call[T]) error {
	if err := s.Begin(ctx); err != nil {
		return err
	}
	defer s.End()
	return c.solve(ctx, s.Solver)
}

// solve solves the call by itself.
func (c *Call[T]) solve(ctx context.Context, s *integrate.Solver[T]) error {
	solution, err := s.SolveInto(ctx, &c.Problem, c.Solution)
	c.Solution = solution
	return err
}

// Begin waits until a solve of many rows may begin; End must follow it.
func (s *Solver[T]) Begin(ctx context.Context) error {
	select {
	case s.large <- struct{}{}:
		return nil
	default:
	}
	select {
	case s.large <- struct{}{}:
		return nil
	case <-ctx.Done():
		return errors.Wrap(ctx.Err(), "likelihood: waiting for other calls to end")
	}
}

// End ends what Begin began.
func (s *Solver[T]) End() { <-s.large }

// next gives a turn back, or on to a waiting call.
func (s *Solver[T]) next() {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.turn()
}
