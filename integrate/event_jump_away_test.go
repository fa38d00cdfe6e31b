// Jumps that lead far away from the surface of their event.

package integrate_test

import (
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	G "gorgonia.org/gorgonia"
)

// away is dy/dt = rate(y) with an event where y falls through a level, and a jump at that event.
func away(level float64, rate, jump func(b *graph.Builder, y *G.Node) *G.Node) *ode.System {
	return &ode.System{
		Blocks: []ode.Block{{Name: "y", Width: 1}},
		Build: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			return []*G.Node{rate(b, y[0])}, b.Err()
		},
		Events: []ode.Event{{
			Name: "level", Direction: -1,
			Function: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) (*G.Node, error) {
				return b.Shift(y[0], -level), b.Err()
			},
			Jump: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
				return []*G.Node{jump(b, y[0])}, b.Err()
			},
		}},
	}
}

// TestJumpToTheFarSide: a jump that leads beyond the surface of its event, to where the slope points back, is not taken
// for an event that a step has missed.
func TestJumpToTheFarSide(t *testing.T) {
	neg := func(b *graph.Builder, y *G.Node) *G.Node { return b.Neg(y) }
	s, err := integrate.NewSolver[float64](away(1, neg, neg), nil)
	if err != nil {
		t.Fatal(err)
	}
	out, err := s.Solve(t.Context(), &ode.Problem[float64]{T1: 2, Rows: 1, Y: [][]float64{{2}}})
	if err != nil {
		t.Fatal(err)
	}
	if want := -2 * math.Exp(-2); !(math.Abs(out.Y[0][0]-want) <= 1e-3) || len(out.Events[0]) != 1 {
		t.Errorf("y(2) = %v, want %v; %d events, want 1", out.Y[0][0], want, len(out.Events[0]))
	}
}

// TestEveryTooth: every tooth of a sawtooth is an event. The event function is linear, so that a step ends exactly on
// each root.
func TestEveryTooth(t *testing.T) {
	for _, tab := range []*tableau.Tableau{tableau.Tsit5, tableau.Dopri5, tableau.Bosh3, tableau.DOP853} {
		for _, period := range []float64{0.12, 0.15, 0.25, 0.5} {
			down := func(b *graph.Builder, y *G.Node) *G.Node { return b.Shift(b.Scale(y, 0), -1) }
			up := func(b *graph.Builder, y *G.Node) *G.Node { return b.Shift(y, period) }
			s, err := integrate.NewSolver[float64](away(0.79, down, up), &integrate.Settings{Tableau: tab, RTol: 1e-7, ATol: 1e-7})
			if err != nil {
				t.Fatal(err)
			}
			first := period / 3
			out, err := s.Solve(t.Context(), &ode.Problem[float64]{T1: 3, Rows: 1, Y: [][]float64{{0.79 + first}}})
			if err != nil {
				t.Fatal(err)
			}
			if want := 1 + int((3-first)/period); len(out.Events[0]) != want {
				t.Errorf("%s, teeth of %v: %d events, want %d", tab.Name, period, len(out.Events[0]), want)
			}
		}
	}
}

// TestOnlyCrossingsStopARow: a row that begins beyond the zero of its terminal event, or that a jump takes there, goes on
// until it crosses the zero: y falls from above 0 to below, by its rate alone.
func TestOnlyCrossingsStopARow(t *testing.T) {
	level := ode.Event{Name: "level", Direction: -1, Function: ofColumn(0, func(_ *graph.Builder, y *G.Node) *G.Node { return y }), Terminal: true, Optional: true}
	at := func(when float64, jump func(*graph.Builder, *G.Node, []*G.Node, []*G.Node) ([]*G.Node, error)) ode.Event {
		return ode.Event{Name: "at", Function: ofTime(func(b *graph.Builder, t *G.Node) *G.Node { return b.Shift(t, -when) }), Jump: jump}
	}
	for name, c := range map[string]struct {
		start float64
		sys   *ode.System
		end   float64
	}{
		"before":                   {0.5, steady(1, -1, level), 0.5},
		"beyond":                   {-0.5, steady(1, -1, level), 2},
		"across at an event":       {0.5, steady(1, -1, level, at(0.25, changing(1, 0, 0, -1))), 2},
		"across at an event, back": {0.5, steady(1, -1, level, at(0.25, changing(1, 0, 0, -1)), at(0.75, changing(1, 0, 0, 1))), 1.75},
	} {
		out := mustSolve(t, mustSolver[float64](t, c.sys, nil), &ode.Problem[float64]{T1: 2, Rows: 1, Y: [][]float64{{c.start}}})
		if got := out.Ends[0].T; !(math.Abs(got-c.end) <= 1e-9) {
			t.Errorf("%s: the row ends at %v with %v, want %v", name, got, out.Status[0], c.end)
		}
	}
}
