package integrate

import "github.com/gorgoflow/gorgoflow/graph"

// guarded calls what may be code of the user's. Its panic, which in a goroutine of ours
// would end the process, becomes a *graph.PanicError.
func guarded(place string, call func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &graph.PanicError{Place: "integrate: " + place, Value: v}
		}
	}()
	return call()
}

// recovered, deferred by a function of this package with a named error, makes a panic of the
// user's code on the way a *graph.PanicError.
func recovered(place string, err *error) {
	if v := recover(); v != nil {
		*err = &graph.PanicError{Place: "integrate: " + place, Value: v}
	}
}

// employ lets a worker do a task. After a panic it is not used again.
func (s *Solver[T]) employ(do task[T]) error {
	w := s.worker()
	err := guarded("a worker", func() error { return do.work(w) })
	if _, panicked := err.(*graph.PanicError); !panicked {
		s.release(w)
	}
	return err
}
