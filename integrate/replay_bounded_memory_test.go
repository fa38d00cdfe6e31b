// Replay with bounded memory gives the bits of replay with unbounded memory.

package integrate_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/method"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
)

// TestBoundedTape: the gradient has the same bits under any budget. The states on the tape stay within the budget, or
// within one initial state a row and one state a lane, which replay needs at least.
func TestBoundedTape(t *testing.T) {
	for _, settings := range []integrate.Settings{
		{}, {Tableau: tableau.Dopri5, Shared: true}, {Tableau: tableau.DOP853}, {Tableau: tableau.RK4, Steps: 37}, {Tableau: tableau.Midpoint, Steps: 64, Shared: true},
		{Tableau: tableau.Bosh3, RTol: 1e-5, ATol: 1e-5}, {Tableau: tableau.Rodas5P, RTol: 1e-5, ATol: 1e-5},
	} {
		settings.Lanes, settings.BlockRows, settings.Workers = 4, 10, 1
		name := "default"
		if settings.Tableau != nil {
			name = fmt.Sprintf("%s/%v", settings.Tableau.Name, settings.Shared)
		}
		t.Run(name+"/float32", func(t *testing.T) { testBoundedTape[float32](t, settings) })
		t.Run(name+"/float64", func(t *testing.T) { testBoundedTape[float64](t, settings) })
	}
}

func testBoundedTape[T graph.Float](t *testing.T, settings integrate.Settings) {
	sys := odetest.Network[T](t, 3)
	s := mustSolver[T](t, sys, &settings)
	p := odetest.NetworkProblem[T](27, 0, 4)
	gradient := func(budget int) (*integrate.Gradient[T], string) {
		g, err := s.Gradient(t.Context(), p, odetest.Weighted[T](sys), &integrate.GradientSettings{TapeBytes: budget})
		if err != nil {
			t.Fatalf("%+v", err)
		}
		return g, fmt.Sprint(g.Loss, g.Params, g.Y0, g.Args, g.T0, g.T1, g.Forward, g.Backward.Accepted)
	}
	free, want := gradient(0)
	states := s.Tape()
	if states == nil {
		t.Fatal("no tape: the test wants exactly one worker")
	}
	size := int(graph.DtypeOf[T]().Size())
	width := states.Width
	most := 0 // bytes of all states of the largest row block
	for lo := 0; lo < p.Rows; lo += 10 {
		steps := 0
		for _, row := range free.Solution.RowStats[lo:min(lo+10, p.Rows)] {
			steps += row.Accepted
		}
		most = max(most, steps*width*size)
	}
	for _, budget := range []int{1, most / 50, most / 10, most / 4, most / 2, most - 1, most, 10 * most} {
		g, got := gradient(budget)
		if got != want {
			t.Errorf("budget %d of %d: another gradient", budget, most)
		}
		steps := float64(g.Backward.Evaluations-free.Backward.Evaluations) / float64(method.EvaluationsPerStep(s.Scheme().Tableau)) / float64(free.Backward.Accepted)
		if budget >= most != (steps == 0) {
			t.Errorf("budget %d of %d: %g recomputed steps a step, want none only if all states fit", budget, most, steps)
		}
		if budget >= most/2 && steps > 1 {
			t.Errorf("budget %d of %d: %g recomputed steps a step, want one at most", budget, most, steps)
		}
		least := (10 + 4) * width * size
		if held := cap(s.Tape().Data) * size; held > max(budget, least) {
			t.Errorf("budget %d: the states take %d bytes, want at most the larger of the budget and %d", budget, held, least)
		}
	}
	if _, again := gradient(0); again != want {
		t.Error("another gradient without a budget after gradients with one")
	}
}

// TestRootOfTheSteps: with room for 2√n states a row, replay of n steps recomputes each step once at most.
func TestRootOfTheSteps(t *testing.T) {
	const rows, n = 8, 1024
	for _, control := range []bool{false, true} {
		sys := odetest.Network[float64](t, 3)
		s := mustSolver[float64](t, sys, &integrate.Settings{Tableau: tableau.RK4, Steps: n, Lanes: rows, Workers: 1, Shared: control})
		g, err := s.Gradient(t.Context(), odetest.NetworkProblem[float64](rows, 0, 4), odetest.Weighted[float64](sys), &integrate.GradientSettings{TapeBytes: rows * 2 * 32 * 3 * 8})
		if err != nil {
			t.Fatal(err)
		}
		again := g.Backward.Evaluations/method.EvaluationsPerStep(tableau.RK4) - rows*n
		if again == 0 || again > rows*n {
			t.Errorf("%d steps of %d are recomputed, want some and each once at most", again, rows*n)
		}
	}
}

func TestTapeBytesRefused(t *testing.T) {
	sys := odetest.Network[float64](t, 3)
	s := mustSolver[float64](t, sys, nil)
	_, err := s.Gradient(t.Context(), odetest.NetworkProblem[float64](3, 0, 1), odetest.Weighted[float64](sys), &integrate.GradientSettings{TapeBytes: -1})
	if !errors.Is(err, integrate.ErrSettings) {
		t.Errorf("TapeBytes -1: %v, want ErrSettings", err)
	}
}

// TestFewStates: with room for eight states, four of 4096 are kept at first, and 1024 < C(13, 5) steps between two of them
// take eight more solves at most with room for four states. Between states at equal distances they took 34.
func TestFewStates(t *testing.T) {
	const n = 4096
	sys := odetest.Network[float64](t, 3)
	s := mustSolver[float64](t, sys, &integrate.Settings{Tableau: tableau.Midpoint, Steps: n, Lanes: 1, Workers: 1})
	p, loss := odetest.NetworkProblem[float64](1, 0, 4), odetest.Weighted[float64](sys)
	g, err := s.Gradient(t.Context(), p, loss, &integrate.GradientSettings{TapeBytes: 8 * 3 * 8})
	must(t, err)
	solves := float64(g.Backward.Evaluations)/float64(method.EvaluationsPerStep(tableau.Midpoint))/n - 1
	if solves > 8 {
		t.Errorf("%g solves more, want at most 8", solves)
	}
}
