// A worker forgets its earlier computations.

package integrate_test

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
)

// TestWorkersForget: a worker that has computed NaN and infinities in every lane, in states, cotangents and sums, computes
// the bits of a fresh worker next, in fewer lanes. Otherwise results would depend on which worker gets which row block.
func TestWorkersForget(t *testing.T) {
	t.Run("float32", testWorkersForget[float32])
	t.Run("float64", testWorkersForget[float64])
}

func testWorkersForget[T graph.Float](t *testing.T) {
	for _, settings := range []integrate.Settings{{}, {Tableau: tableau.DOP853}, {Tableau: tableau.Rodas5P, RTol: 1e-4, ATol: 1e-4}, {Shared: true}, {Tableau: tableau.RK4, Steps: 4}} {
		for _, method := range []integrate.Method{integrate.Replay, integrate.Backsolve} {
			settings.Lanes, settings.Workers = 8, 1
			sys := odetest.Network[T](t, 4)
			good := odetest.Weighted[T](sys)
			bad := func(lo, hi int, y [][]T, quad [][]float64, ybar [][]T, qbar [][]float64) (float64, error) {
				for i := range ybar[0] {
					ybar[0][i] = T(math.Inf(1))
				}
				for i := range qbar[1] {
					qbar[1][i] = math.NaN()
				}
				return 0, nil
			}
			gradient := func(s *integrate.Solver[T], rows int, loss integrate.Loss[T]) string {
				g, err := s.Gradient(t.Context(), odetest.NetworkProblem[T](rows, 0, 1), loss, &integrate.GradientSettings{Method: method})
				if err != nil && rows == 3 {
					t.Fatal(err)
				}
				return fmt.Sprint(g.Loss, g.Params, g.Y0, g.Args, g.T0, g.T1, g.Backward)
			}
			used := mustSolver[T](t, sys, &settings)
			gradient(used, 16, bad)
			failing := odetest.NetworkProblem[T](16, 0, 1)
			for i := range failing.Y[0] {
				failing.Y[0][i] = T(math.MaxFloat32)
			}
			for i := range failing.Args[0] {
				failing.Args[0][i] = T(math.MaxFloat32)
			}
			_, _ = used.Solve(t.Context(), failing) // only the numbers that the solve leaves behind matter
			gradient(used, 16, bad)
			if got, want := gradient(used, 3, good), gradient(mustSolver[T](t, sys, &settings), 3, good); got != want {
				t.Errorf("%+v, method %d: %s after bad solves, %s without", settings, method, got, want)
			}
		}
	}
}

// TestFailuresAreForgotten: a call of few workers does not report what failed in an earlier one of more.
func TestFailuresAreForgotten(t *testing.T) {
	sys := odetest.Network[float64](t, 1)
	s := mustSolver[float64](t, sys, &integrate.Settings{Lanes: 2, Workers: 6})
	loss := func(own error) integrate.Loss[float64] {
		return func(_, _ int, _ [][]float64, _ [][]float64, _ [][]float64, _ [][]float64) (float64, error) {
			return 0, own
		}
	}
	failed := errors.New("own")
	for range 20 {
		if _, err := s.Gradient(t.Context(), odetest.NetworkProblem[float64](200, 0, 1), loss(failed), nil); !errors.Is(err, failed) {
			t.Fatalf("error %v, want that of the loss", err)
		}
		if _, err := s.Gradient(t.Context(), odetest.NetworkProblem[float64](20, 0, 1), loss(nil), nil); err != nil {
			t.Fatalf("after a failure of more workers: %v", err)
		}
	}
}
