// The least step, where Settings do not give one.

package integrate_test

import (
	"errors"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	G "gorgonia.org/gorgonia"
)

// robertson is the reaction that Robertson's problem is about; Hairer, Wanner, Solving ODEs II, IV.10, equation (10.6).
func robertson() *ode.System {
	return &ode.System{Blocks: []ode.Block{{Name: "y", Width: 3}}, Build: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
		y1, y2, y3 := b.SliceCols(y[0], 0, 1), b.SliceCols(y[0], 1, 2), b.SliceCols(y[0], 2, 3)
		slow, back, fast := b.Scale(y1, 0.04), b.Scale(b.Mul(y2, y3), 1e4), b.Scale(b.Square(y2), 3e7)
		return []*G.Node{b.ConcatCols(b.Sub(back, slow), b.Sub(b.Sub(slow, back), fast), fast)}, b.Err()
	}}
}

// TestStepsOverManyDecades: Robertson's problem begins with steps of 1e-4 and ends at 1e11, with the value of Hairer
// and Wanner's reference solution there, in either type.
func TestStepsOverManyDecades(t *testing.T) {
	t.Run("float64", func(t *testing.T) { testDecades[float64](t, 1e-5, 1e-4) })
	t.Run("float32", func(t *testing.T) { testDecades[float32](t, 1e-4, 0.1) })
}

func testDecades[T graph.Float](t *testing.T, tolerance, accuracy float64) {
	s := mustSolver[T](t, robertson(), &integrate.Settings{Tableau: tableau.Rodas5P, RTol: tolerance, ATol: tolerance * 1e-8})
	out, err := s.Solve(t.Context(), &ode.Problem[T]{T1: 1e11, Rows: 1, Y: [][]T{{1, 0, 0}}})
	must(t, err)
	if got, want := float64(out.Y[0][0]), 0.2083340149701255e-07; !(math.Abs(got/want-1) <= accuracy) {
		t.Errorf("y1 is %g, want %g", got, want)
	}
}

// testSteadyState: a system has decayed to 0 at each of some times, in steps that grow by decades.
func testSteadyState[T graph.Float](t *testing.T, decays *ode.System, tab *tableau.Tableau, ends ...float64) {
	s := mustSolver[T](t, decays, &integrate.Settings{Tableau: tab})
	for _, end := range ends {
		out, err := s.Solve(t.Context(), &ode.Problem[T]{T1: end, Rows: 1, Y: [][]T{{2}}})
		if err != nil || !(math.Abs(float64(out.Y[0][0])) <= 1e-5) || out.Stats.Accepted > 2000 {
			t.Errorf("%s in %T to %g: %g, %v, %d steps; want 0 within 2000", tab.Name, T(0), end, out.Y[0][0], err, out.Stats.Accepted)
		}
	}
}

// TestStepsToTheSteadyState: over an interval of any length, steps begin as short as the equation takes them. Those of
// y' = 1000(exp(-t) - y) grow by decades until y is 0. Backwards in time y' = 1 - y leaves the numbers, which one step
// over all of the growth would miss.
func TestStepsToTheSteadyState(t *testing.T) {
	decays := odetest.ScalarSystem(func(b *graph.Builder, t, y *G.Node) *G.Node { return b.Scale(b.Sub(b.Exp(b.Neg(t)), y), 1000) })
	grows := odetest.ScalarSystem(func(b *graph.Builder, _, y *G.Node) *G.Node { return b.Shift(b.Neg(y), 1) })
	for _, tab := range odetest.Implicit {
		testSteadyState[float64](t, decays, tab, 1e24, 1e30, 1e100, 1e160, 1e300)
		testSteadyState[float32](t, decays, tab, 1e18, 1e24, 1e30, 1e38)
		s := mustSolver[float64](t, grows, &integrate.Settings{Tableau: tab})
		for _, end := range []float64{-1e30, -1e100, -1e300} {
			out, err := s.Solve(t.Context(), &ode.Problem[float64]{T1: end, Rows: 1, Y: [][]float64{{2}}})
			if !errors.Is(err, ode.NotFinite) {
				t.Errorf("%s to %g: %g, %v; want NotFinite", tab.Name, end, out.Y[0][0], err)
			}
		}
	}
}
