// Panics of the user's code are errors.

package integrate_test

import (
	"errors"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	G "gorgonia.org/gorgonia"
)

// TestPanicsOfTheUsersCodeAreErrors: a panic of the user's code is an error, also in the goroutine of a worker, where it
// would end the process. The Solver works afterwards.
func TestPanicsOfTheUsersCodeAreErrors(t *testing.T) {
	var panicked *graph.PanicError
	calls, bad := 0, 0
	sys := odetest.ScalarSystem(func(b *graph.Builder, _, y *G.Node) *G.Node {
		if calls++; calls == bad {
			panic("mine")
		}
		return b.Neg(y)
	})
	bad = 1
	if _, err := integrate.NewSolver[float64](sys, nil); !errors.As(err, &panicked) {
		t.Errorf("Build in NewSolver: %v", err)
	}
	s := mustSolver[float64](t, sys, &integrate.Settings{Lanes: 2, BlockRows: 2, Workers: 4})
	p := &ode.Problem[float64]{T1: 1, Rows: 16, Y: [][]float64{make([]float64, 16)}}
	quiet := func(lo, hi int, y [][]float64, quad [][]float64, ybar [][]float64, qbar [][]float64) (float64, error) {
		return 0, nil
	}
	for _, method := range []integrate.Method{integrate.Replay, integrate.Backsolve} {
		loss := func(lo, hi int, y [][]float64, quad [][]float64, ybar [][]float64, qbar [][]float64) (float64, error) {
			panic(lo)
		}
		if _, err := s.Gradient(t.Context(), p, loss, &integrate.GradientSettings{Method: method}); !errors.As(err, &panicked) {
			t.Errorf("loss, method %d: %v", method, err)
		}
		if _, err := s.Gradient(t.Context(), p, quiet, &integrate.GradientSettings{Method: method}); err != nil {
			t.Errorf("afterwards, method %d: %v", method, err)
		}
	}
	fresh := mustSolver[float64](t, sys, nil)
	bad = calls + 1
	if _, err := fresh.Gradient(t.Context(), p, quiet, nil); !errors.As(err, &panicked) {
		t.Errorf("Build in Gradient: %v", err)
	}
}
