package integrate

import (
	"sync"

	"github.com/gorgoflow/gorgoflow/graph"
)

// task is work that several workers share.
type task[T graph.Float] interface{ work(w *worker[T]) error }

// crew is the goroutines of one call. It is reused, so that a call does not pay for it.
type crew[T graph.Float] struct {
	solver   *Solver[T]
	task     task[T]
	group    sync.WaitGroup
	failures []error
}

// parallel lets n workers do a task, one of them on this goroutine, and returns the
// first error.
func (s *Solver[T]) parallel(n int, do task[T]) error {
	if n == 1 {
		return s.employ(do)
	}
	c := s.crew(n, do)
	defer s.dismiss(c)
	c.group.Add(n)
	for i := 1; i < n; i++ {
		go c.run(i)
	}
	c.run(0)
	c.group.Wait()
	for _, err := range c.failures {
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *crew[T]) run(i int) {
	defer c.group.Done()
	c.failures[i] = c.solver.employ(c.task)
}

// crew returns an idle crew, or a new one.
func (s *Solver[T]) crew(n int, do task[T]) *crew[T] {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	c := &crew[T]{solver: s}
	if last := len(s.crews) - 1; last >= 0 {
		c, s.crews = s.crews[last], s.crews[:last]
	}
	c.task = do
	for len(c.failures) < n {
		c.failures = append(c.failures, nil)
	}
	return c
}

func (s *Solver[T]) dismiss(c *crew[T]) {
	c.task = nil
	clear(c.failures)
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.crews = append(s.crews, c)
}
