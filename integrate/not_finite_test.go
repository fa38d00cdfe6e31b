// Values that are not finite after jumps, in event functions, and in the data of rows that share steps.

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

// rising is dy/dt = 1 with an event.
func rising(function, jump func(b *graph.Builder, t, y *G.Node) *G.Node) *ode.System {
	sys := odetest.ScalarSystem(func(b *graph.Builder, _, y *G.Node) *G.Node { return b.Shift(b.Scale(y, 0), 1) })
	event := ode.Event{Name: "event", Function: func(b *graph.Builder, t *G.Node, y, _ []*G.Node) (*G.Node, error) {
		return function(b, t, y[0]), b.Err()
	}}
	if jump != nil {
		event.Jump = func(b *graph.Builder, t *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			return []*G.Node{jump(b, t, y[0])}, b.Err()
		}
	}
	sys.Events = []ode.Event{event}
	return sys
}

// TestJumpToNaN: a jump that makes the state infinite or NaN ends its row, at the end of the interval too. The row for
// which the jump is finite goes on.
func TestJumpToNaN(t *testing.T) {
	for _, at := range []float64{0.5, 1} {
		sys := rising(func(b *graph.Builder, t, _ *G.Node) *G.Node { return b.Shift(t, -at) },
			func(b *graph.Builder, _, y *G.Node) *G.Node { return b.Log(y) })
		for _, settings := range []integrate.Settings{{}, {Steps: 4}, {Tableau: tableau.Rodas5P}} {
			out, err := mustSolver[float64](t, sys, &settings).Solve(t.Context(), &ode.Problem[float64]{T1: 1, Rows: 2, Y: [][]float64{{1, -3}}})
			var typed *ode.StepError
			if !errors.As(err, &typed) || typed.Row != 1 || typed.Status != ode.NotFinite || !(math.Abs(typed.T-at) <= 1e-12) || typed.Failed != 1 {
				t.Errorf("a jump at %v: %v, want row 1 not finite there", at, err)
			}
			if want := math.Log(1+at) + 1 - at; !(math.Abs(out.Y[0][0]-want) <= 1e-12) {
				t.Errorf("a jump at %v: row 0 ends at %v, want %v", at, out.Y[0][0], want)
			}
		}
	}
}

// TestEventOfNaN: a row whose event function becomes NaN ends at that time, since a change of sign could be missed. A
// NaN beyond a terminal event, and a NaN at the very start, do no harm.
func TestEventOfNaN(t *testing.T) {
	sys := rising(func(b *graph.Builder, _, y *G.Node) *G.Node { return b.Shift(b.Sqrt(b.Neg(y)), -1) }, nil) // NaN for y > 0
	for _, settings := range []integrate.Settings{{}, {Steps: 4}, {Tableau: tableau.Rodas5P}} {
		out, err := mustSolver[float64](t, sys, &settings).Solve(t.Context(), &ode.Problem[float64]{T1: 1, Rows: 3, Y: [][]float64{{-1.5, -0.5, 0.5}}})
		var typed *ode.StepError
		if !errors.As(err, &typed) || typed.Row != 1 || typed.Status != ode.NotFinite || typed.T > 0.5 || typed.Failed != 2 || len(out.Events[0]) != 1 {
			t.Errorf("%v: want rows 1 and 2 not finite, 1 before t = 0.5; row 0 has %v", err, out.Events[0])
		}
	}
	sys.Events[0].Terminal = true
	out := mustSolve(t, mustSolver[float64](t, sys, nil), &ode.Problem[float64]{T1: 9, Rows: 1, Y: [][]float64{{-1.5}}})
	if !(math.Abs(out.Ends[0].T-0.5) <= 1e-12) {
		t.Errorf("the event is at %v, want 0.5", out.Ends[0].T)
	}
	ratio := rising(func(b *graph.Builder, t, _ *G.Node) *G.Node { return b.Div(b.Sin(t), t) }, nil) // 0/0 at 0
	if out = mustSolve(t, mustSolver[float64](t, ratio, nil), &ode.Problem[float64]{T1: 4, Rows: 1}); len(out.Events[0]) != 1 || !(math.Abs(out.Events[0][0].T-math.Pi) <= 1e-12) {
		t.Errorf("events %v, want one at π", out.Events[0])
	}
}

// TestSharedNaN: the error of a pack of rows that share steps is that of the row whose data are not finite.
func TestSharedNaN(t *testing.T) {
	s := mustSolver[float64](t, odetest.Logistic(), &integrate.Settings{Shared: true})
	_, err := s.Solve(t.Context(), &ode.Problem[float64]{T1: 1, Rows: 3, Y: [][]float64{{1, 2, math.NaN()}}})
	var typed *ode.NotFiniteError
	if !errors.As(err, &typed) || typed.Row != 2 {
		t.Errorf("%v, want the NaN of row 2", err)
	}
}

// TestFlatCrossing: an event whose function crosses 0 with slope 0 happens once. Its jump, which does not change the
// function, is not taken for a jump that turns the function back.
func TestFlatCrossing(t *testing.T) {
	sys := rising(func(b *graph.Builder, t, _ *G.Node) *G.Node {
		x := b.Shift(t, -0.3)
		return b.Mul(x, b.Square(x))
	}, func(b *graph.Builder, _, y *G.Node) *G.Node { return b.Shift(y, 1) })
	for _, tab := range []*tableau.Tableau{tableau.Dopri5, tableau.DOP853, tableau.Rodas5P} {
		out := mustSolve(t, mustSolver[float64](t, sys, &integrate.Settings{Tableau: tab}), &ode.Problem[float64]{T1: 1, Rows: 1})
		if len(out.Events[0]) != 1 || !(math.Abs(out.Y[0][0]-2) <= 1e-9) {
			t.Errorf("%s: %d events and y = %v, want 1 and 2", tab.Name, len(out.Events[0]), out.Y[0][0])
		}
	}
}

// TestOverflowWithoutError: a state or a quadrature that becomes infinite ends its row also where the error estimate is finite, as that
// of a constant derivative is, by either norm.
func TestOverflowWithoutError(t *testing.T) {
	sys := &ode.System{
		Blocks: []ode.Block{{Name: "y", Width: 1}, {Name: "q", Width: 1, Quadrature: true}},
		Build:  func(b *graph.Builder, _ *G.Node, y, args []*G.Node) ([]*G.Node, error) { return args, b.Err() },
		Args:   []ode.Block{{Name: "dy", Width: 1}, {Name: "dq", Width: 1}},
	}
	for _, settings := range []integrate.Settings{{}, {MaxNorm: true}, {Steps: 4}, {Tableau: tableau.DOP853}, {MaxNorm: true, Lanes: 1}} {
		p := &ode.Problem[float64]{T1: 1, Rows: 3, Y: [][]float64{{1.7e308, 1, 1}, {1, 1.7e308, 1}}, Args: [][]float64{{1e308, 0, 1}, {0, 1e308, 1}}}
		out, err := mustSolver[float64](t, sys, &settings).Solve(t.Context(), p)
		var typed *ode.StepError
		if !errors.As(err, &typed) || typed.Failed != 2 || out.Status[0] != ode.NotFinite || out.Status[1] != ode.NotFinite || out.Status[2] != ode.Done {
			t.Errorf("%+v: error %v, statuses %v, ends %v and %v; want two rows that are not finite", settings, err, out.Status, out.Y[0], out.Quad[1])
		}
	}
}
