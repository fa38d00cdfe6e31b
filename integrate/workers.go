// The goroutines of a call.

package integrate

import (
	"sync"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/backward"
	"github.com/gorgoflow/gorgoflow/integrate/internal/compiled"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/internal/forward"
	"github.com/gorgoflow/gorgoflow/integrate/internal/tape"
	"github.com/pkg/errors"
)

// Of a small batch each worker takes a part, in whole tiles of rows, if the part has at least leastRows: 16 rows take two
// thirds of the time of 32, and 32 a little more than half of that of 64.
const (
	tile      = 16
	leastRows = 32
)

// part is one of n parts of a batch, but no more than a pack. Rows that share a step size are not parted.
func part(p *control.Scheme, rows, n int) int {
	if p.Shared {
		return p.Lanes
	}
	tiles := (rows + n*tile - 1) / (n * tile)
	return min(max(tiles*tile, leastRows), p.Lanes)
}

// worker is what one goroutine of a call works with.
type worker[T graph.Float] struct {
	solver   *Solver[T]
	runner   *forward.Runner[T]
	observed *forward.Runner[T] // for observed steps; nil until there is such a call
	rows     forward.RowQueue
	// For gradients; nil until one is asked for.
	replayer *backward.Replayer[T]
	// outputReplayer is that of losses of output times.
	outputReplayer *backward.Replayer[T]
	tape           *tape.Tape[T]
	cotangents     backward.Cotangents[T]
	ends           *compiled.RHS[T]
}

// worker returns an idle worker, or a new one.
func (s *Solver[T]) worker() *worker[T] {
	return s.idle.workers.Get(func() *worker[T] {
		return &worker[T]{solver: s, runner: forward.NewRunner(s.system, s.scheme, s.step, s.field)}
	})
}

// runnerOf returns the runner for a call.
func (w *worker[T]) runnerOf(j *call[T]) *forward.Runner[T] {
	if !j.Observed {
		return w.runner
	}
	if w.observed == nil {
		s := w.solver
		w.observed = forward.NewObservedRunner(s.system, s.scheme, j.programs, s.field)
	}
	return w.observed
}

// task is work that several workers share.
type task[T graph.Float] interface{ work(w *worker[T]) error }

// workers are the goroutines of one call. They are reused, so that a call does not pay for them.
type workers[T graph.Float] struct {
	solver   *Solver[T]
	task     task[T]
	group    sync.WaitGroup
	runs     []func() // what each goroutine does
	failures []error
}

// parallel has n workers do a task and returns the first error.
//
// The calling goroutine only waits. The runtime keeps the goroutine that was started last for the thread that started
// it: another thread may take it only after a sleep of 3 µs, which takes 50 µs and more on Linux. If a worker ran on
// the calling goroutine, the last worker would therefore always start late. Since the caller waits, its thread runs the
// last worker, and other threads take the others at once.
func (s *Solver[T]) parallel(n int, do task[T]) error {
	if n == 1 {
		return s.runOn(do)
	}
	c := s.workers(n, do)
	defer s.dismiss(c)
	c.group.Add(n)
	for _, run := range c.runs[:n] {
		go run()
	}
	c.group.Wait()
	for _, err := range c.failures {
		if err != nil {
			return err
		}
	}
	return nil
}

// runOn has a worker do a task.
func (s *Solver[T]) runOn(do task[T]) error {
	w := s.worker()
	err := graph.Guard("integrate: a worker", func() error { return do.work(w) })
	s.release(w, err)
	return err
}

// release makes a worker idle. A worker that has panicked is not reused.
func (s *Solver[T]) release(w *worker[T], err error) {
	if !panicked(err) {
		s.idle.workers.Put(w)
	}
}

func panicked(err error) bool {
	if err == nil { // nothing is allocated
		return false
	}
	var p *graph.PanicError
	return errors.As(err, &p)
}

func (c *workers[T]) run(i int) {
	defer c.group.Done()
	c.failures[i] = c.solver.runOn(c.task)
}

// workers returns idle goroutines, or new ones.
func (s *Solver[T]) workers(n int, do task[T]) *workers[T] {
	c := s.idle.teams.Get(func() *workers[T] { return &workers[T]{solver: s} })
	c.grow(n)
	c.task = do
	return c
}

func (c *workers[T]) grow(n int) {
	for i := len(c.runs); i < n; i++ {
		c.runs, c.failures = append(c.runs, func() { c.run(i) }), append(c.failures, nil)
	}
}

func (s *Solver[T]) dismiss(c *workers[T]) {
	c.task = nil
	clear(c.failures)
	s.idle.teams.Put(c)
}
