package integrate

import (
	"sync"

	"github.com/pkg/errors"

	"github.com/gorgoflow/gorgoflow/graph"
)

// task is work that several workers share.
type task[T graph.Float] interface{ work(w *worker[T]) error }

// crew is the goroutines of one call. It is reused, so that a call does not pay for it.
type crew[T graph.Float] struct {
	solver   *Solver[T]
	task     task[T]
	group    sync.WaitGroup
	runs     []func() // what each goroutine does
	failures []error
}

// parallel lets n workers do a task and returns the first error.
//
// This goroutine only waits. The runtime keeps the goroutine started last for the thread that has started it, and lets no
// other thread take it before that has slept for 3 µs, which on Linux makes 50 µs and more. With one worker on this
// goroutine another would always start so late; as it is, the one started last goes on here, and others can be taken at
// once.
func (s *Solver[T]) parallel(n int, do task[T]) error {
	if n == 1 {
		return s.employ(do)
	}
	c := s.crew(n, do)
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

// employ lets a worker do a task. After a panic it is not used again.
func (s *Solver[T]) employ(do task[T]) error {
	w := s.worker()
	err := graph.Guard("integrate: a worker", func() error { return do.work(w) })
	if !panicked(err) {
		s.release(w)
	}
	return err
}

func panicked(err error) bool {
	if err == nil { // nothing is allocated
		return false
	}
	var p *graph.PanicError
	return errors.As(err, &p)
}

func (c *crew[T]) run(i int) {
	defer c.group.Done()
	c.failures[i] = c.solver.employ(c.task)
}

// crew returns an idle crew, or a new one.
func (s *Solver[T]) crew(n int, do task[T]) *crew[T] {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	last := len(s.crews) - 1
	if last < 0 {
		s.crews, last = append(s.crews, &crew[T]{solver: s}), 0
	}
	c := s.crews[last]
	s.crews = s.crews[:last]
	c.grow(n)
	c.task = do
	return c
}

func (c *crew[T]) grow(n int) {
	for i := len(c.runs); i < n; i++ {
		c.runs, c.failures = append(c.runs, func() { c.run(i) }), append(c.failures, nil)
	}
}

func (s *Solver[T]) dismiss(c *crew[T]) {
	c.task = nil
	clear(c.failures)
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.crews = append(s.crews, c)
}
