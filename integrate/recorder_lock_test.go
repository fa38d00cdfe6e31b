// Recorders are called by one goroutine at a time.

package integrate_test

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
)

// TestRecorderIsLocked: no two goroutines are in the recorder at once, whether a solver has programs of several numbers of
// lanes, as for calls of few and of many rows, or solves adjoint equations.
func TestRecorderIsLocked(t *testing.T) {
	var inside, together atomic.Int32
	record := func(integrate.Record) {
		if inside.Add(1) > 1 {
			together.Add(1)
		}
		for range 20 {
			runtime.Gosched()
		}
		inside.Add(-1)
	}
	sys := odetest.Network[float64](t, 1)
	s := mustSolver[float64](t, sys, &integrate.Settings{Recorder: record, Workers: 2})
	settings := &integrate.GradientSettings{Method: integrate.Backsolve}
	var group sync.WaitGroup
	for _, rows := range []int{1, 20, 96} {
		group.Go(func() {
			_, err := s.Solve(t.Context(), odetest.NetworkProblem[float64](rows, 0, 2))
			if err == nil {
				_, err = s.Gradient(t.Context(), odetest.NetworkProblem[float64](rows, 0, 2), odetest.Weighted[float64](sys), settings)
			}
			if err != nil {
				t.Errorf("%+v", err)
			}
		})
	}
	group.Wait()
	if n := together.Load(); n > 0 {
		t.Errorf("%d records came while another one was being taken", n)
	}
}
