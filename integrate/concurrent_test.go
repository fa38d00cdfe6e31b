// One Solver in many goroutines.

package integrate_test

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
)

// TestOneSolverManyGoroutines: solves and gradients that run at the same time give the bits that each gives alone.
func TestOneSolverManyGoroutines(t *testing.T) {
	sys := odetest.Network[float32](t, 8)
	s := mustSolver[float32](t, sys, &integrate.Settings{Lanes: 4, BlockRows: 8, Workers: 3})
	calls := []func() string{
		func() string {
			out, err := s.Solve(t.Context(), odetest.NetworkProblem[float32](29, 0, 1))
			return fmt.Sprint(out.Y, out.Quad, out.RowStats, err)
		},
		func() string {
			out, err := s.Solve(t.Context(), odetest.NetworkProblem[float32](13, 1, 0.2))
			return fmt.Sprint(out.Y, out.Quad, out.RowStats, err)
		},
	}
	for _, method := range []integrate.Method{integrate.Replay, integrate.Backsolve} {
		calls = append(calls, func() string {
			g, err := s.Gradient(t.Context(), odetest.NetworkProblem[float32](21, 0, 1), odetest.Weighted[float32](sys), &integrate.GradientSettings{Method: method})
			return fmt.Sprint(g.Loss, g.Params, g.Y0, g.Args, g.T0, g.T1, err)
		})
	}
	want := make([]string, len(calls))
	for i, call := range calls {
		want[i] = call()
	}
	s = mustSolver[float32](t, sys, &integrate.Settings{Lanes: 4, BlockRows: 8, Workers: 3}) // a fresh Solver compiles its gradients among the calls
	var group sync.WaitGroup
	for range 4 {
		for i, call := range calls {
			group.Go(func() {
				for range 3 {
					if call() != want[i] {
						t.Errorf("call %d gives other bits among other calls than alone", i)
						return
					}
				}
			})
		}
	}
	group.Wait()
}

// TestNoGoroutineStays: no goroutine outlives a call, whether the call ends well, in an error, in a panic or cancelled.
func TestNoGoroutineStays(t *testing.T) {
	sys := odetest.Network[float64](t, 8)
	s := mustSolver[float64](t, sys, &integrate.Settings{Lanes: 2, BlockRows: 4, Workers: 8})
	p := odetest.NetworkProblem[float64](64, 0, 1)
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	panics := func(lo, hi int, y [][]float64, quad [][]float64, ybar [][]float64, qbar [][]float64) (float64, error) {
		panic("mine")
	}
	before := runtime.NumGoroutine()
	for range 5 {
		for _, ctx := range []context.Context{t.Context(), cancelled} {
			_, _ = s.Solve(ctx, p)
			_, _ = s.Gradient(ctx, p, odetest.Weighted[float64](sys), nil)
			_, _ = s.Gradient(ctx, p, odetest.Weighted[float64](sys), &integrate.GradientSettings{Method: integrate.Backsolve})
			_, _ = s.Gradient(ctx, p, panics, nil)
		}
	}
	for wait := time.Millisecond; runtime.NumGoroutine() > before; wait *= 2 {
		if wait > time.Second { // a goroutine that has done its work may take a moment to end
			t.Fatalf("%d goroutines, want the %d of before the calls", runtime.NumGoroutine(), before)
		}
		time.Sleep(wait)
	}
}
