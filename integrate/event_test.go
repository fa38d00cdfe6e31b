// Events with known times.

package integrate_test

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/method"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	G "gorgonia.org/gorgonia"
)

// falling is a ball, d²x/dt² = −gravity: its state is (height, speed), its time of flight is a quadrature.
func falling(event ode.Event) *ode.System {
	params := graph.NewParams(graph.DtypeOf[float64]())
	gravity, err := params.Add("gravity", 1, 1)
	if err != nil {
		panic(err)
	}
	gravity.Set(0, 9.81)
	return &ode.System{
		Blocks: []ode.Block{{Name: "ball", Width: 2}, {Name: "flight", Width: 1, Quadrature: true}},
		Params: params,
		Build: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			speed := b.SliceCols(y[0], 1, 2)
			one := b.Shift(b.Scale(speed, 0), 1)
			return []*G.Node{b.ConcatCols(speed, b.Mul(one, b.Neg(b.Param(gravity)))), one}, b.Err()
		},
		Events: []ode.Event{event},
	}
}

// TestFallingBall: the ball lands after (v + √(v² + 2gx))/g with speed −√(v² + 2gx), by any method, and its row ends
// with the landing.
func TestFallingBall(t *testing.T) {
	for _, tab := range []*tableau.Tableau{tableau.Bosh3, tableau.Sparse4, tableau.Dopri5, tableau.Sparse5, tableau.Tsit5, tableau.DOP853, tableau.RK4, tableau.Rodas5P} {
		for _, direction := range []int{0, -1} {
			settings := &integrate.Settings{Tableau: tab, Lanes: 2}
			if !method.Adaptive(tab) {
				settings.Steps = 11
			}
			s := mustSolver[float64](t, falling(ode.Event{Name: "ground", Function: odetest.Coordinate(0), Direction: direction, Terminal: true}), settings)
			p := &ode.Problem[float64]{T0: 1, T1: 9, Rows: 3, Y: [][]float64{{1, 0, 10, 3, 2, -4}, nil}, SaveAt: []float64{1.25, 8}}
			out := mustSolve(t, s, p)
			for row := range 3 {
				x, v := p.Y[0][2*row], p.Y[0][2*row+1]
				impact := math.Sqrt(v*v + 2*9.81*x)
				what := fmt.Sprintf("%s, row %d", tab.Name, row)
				within(t, what+": time", out.Ends[row].T, 1+(v+impact)/9.81, 1e-12)
				within(t, what+": height", out.Y[0][2*row], 0, 1e-11)
				within(t, what+": speed", out.Y[0][2*row+1], -impact, 1e-11)
				within(t, what+": flight", out.Quad[1][row], (v+impact)/9.81, 1e-12)
				if out.Status[row] != ode.Stopped || len(out.Events[row]) != 1 || out.Events[row][0].T != out.Ends[row].T {
					t.Errorf("%s: %v, %+v", what, out.Status[row], out.Events[row])
				}
				if !math.IsNaN(out.Saved[0][4*row+2]) || math.IsNaN(out.Saved[0][4*row]) {
					t.Errorf("%s: outputs %v", what, out.Saved[0][4*row:][:4])
				}
			}
		}
	}
}

// TestBouncingBall: a ball that keeps the share e of its speed in each bounce lands at t₁, t₁ + 2ev₁/g,
// t₁ + 2ev₁/g + 2e²v₁/g, …
func TestBouncingBall(t *testing.T) {
	const e = 0.8
	for _, tab := range []*tableau.Tableau{tableau.Bosh3, tableau.Dopri5, tableau.Tsit5, tableau.DOP853} {
		bounce := func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			return []*G.Node{b.ConcatCols(b.SliceCols(y[0], 0, 1), b.Scale(b.SliceCols(y[0], 1, 2), -e)), nil}, b.Err()
		}
		for _, direction := range []int{0, -1} {
			s := mustSolver[float64](t, falling(ode.Event{Name: "ground", Function: odetest.Coordinate(0), Direction: direction, Jump: bounce}), &integrate.Settings{Tableau: tab})
			p := &ode.Problem[float64]{T0: 0, T1: 3, Rows: 2, Y: [][]float64{{1, 0, 2, 1}, nil}}
			out := mustSolve(t, s, p)
			for row := range 2 {
				x, v := p.Y[0][2*row], p.Y[0][2*row+1]
				impact := math.Sqrt(v*v + 2*9.81*x)
				at, n := (v+impact)/9.81, 0
				for ; at < 3; n++ {
					if n >= len(out.Events[row]) {
						t.Fatalf("%s, row %d: %d bounces, want one more at %g", tab.Name, row, n, at)
					}
					o := out.Events[row][n]
					within(t, fmt.Sprintf("%s, row %d, bounce %d", tab.Name, row, n), o.T, at, 1e-10)
					within(t, "speed", o.Y[0][1], -impact, 1e-10)
					impact *= e
					at += 2 * impact / 9.81
				}
				if len(out.Events[row]) != n || out.Status[row] != ode.Done {
					t.Errorf("%s, row %d: %d bounces, want %d; %v", tab.Name, row, len(out.Events[row]), n, out.Status[row])
				}
			}
		}
	}
}

// oscillator is d²x/dt² = −x with some events.
func oscillator(events ...ode.Event) *ode.System {
	return &ode.System{Blocks: []ode.Block{{Name: "x", Width: 2}}, Events: events,
		Build: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			return []*G.Node{b.ConcatCols(b.SliceCols(y[0], 1, 2), b.Neg(b.SliceCols(y[0], 0, 1)))}, b.Err()
		}}
}

// TestOscillatorCrossings: cos t vanishes at (n+½)π, in turns falling and rising, forward and backward, with steps of
// each row's own and with shared ones. The crossings change no step.
func TestOscillatorCrossings(t *testing.T) {
	events := []ode.Event{{Name: "any", Function: odetest.Coordinate(0)}, {Name: "up", Function: odetest.Coordinate(0), Direction: +1}, {Name: "down", Function: odetest.Coordinate(0), Direction: -1}}
	for _, control := range []bool{false, true} {
		for _, end := range []float64{20, -20} {
			settings := &integrate.Settings{Tableau: tableau.DOP853, RTol: 1e-11, ATol: 1e-11, Shared: control}
			out := mustSolve(t, mustSolver[float64](t, oscillator(events...), settings), &ode.Problem[float64]{T1: end, Rows: 2, Y: [][]float64{{1, 0, 2, 0}}})
			plain := mustSolve(t, mustSolver[float64](t, oscillator(), settings), &ode.Problem[float64]{T1: end, Rows: 2, Y: [][]float64{{1, 0, 2, 0}}})
			for row := range 2 {
				counts := [3]int{}
				for _, o := range out.Events[row] {
					n := counts[o.Event]
					counts[o.Event]++
					// From t = 0 the first crossing is a fall, whichever way time goes.
					turn := map[int]int{0: n, 1: 2*n + 1, 2: 2 * n}[o.Event]
					within(t, fmt.Sprintf("event %d, number %d", o.Event, n), math.Abs(o.T), (float64(turn)+0.5)*math.Pi, 2e-9)
					within(t, "x at a crossing", o.Y[0][0], 0, 1e-12)
				}
				if counts != [3]int{6, 3, 3} {
					t.Errorf("crossings: %v, want 6, 3 and 3", counts)
				}
				if a, b := out.RowStats[row], plain.RowStats[row]; a.Accepted != b.Accepted || a.Rejected != b.Rejected || out.Y[0][2*row] != plain.Y[0][2*row] {
					t.Errorf("row %d: %+v with events, %+v without", row, a, b)
				}
			}
		}
	}
}

// TestEventThatNeverHappens: a terminal event whose function never changes its sign, or only the other way, is a typed
// error unless the event is optional.
func TestEventThatNeverHappens(t *testing.T) {
	never := ode.Event{Name: "never", Terminal: true, Function: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) (*G.Node, error) {
		return b.Shift(b.SumCols(b.Square(y[0])), -0.5), b.Err() // x² + v² − ½
	}}
	p := &ode.Problem[float64]{T1: 3, Rows: 3, Y: [][]float64{{1, 0, 2, 0, 3, 1}}}
	out, err := mustSolver[float64](t, oscillator(never), nil).Solve(t.Context(), p)
	var typed *ode.StepError
	if !errors.Is(err, ode.NoEvent) || !errors.As(err, &typed) || typed.Failed != 3 || typed.T != 3 {
		t.Errorf("%v", err)
	}
	if out.Status[1] != ode.NoEvent || out.Ends[1].T != 3 {
		t.Errorf("%v at %g", out.Status, out.Ends[1].T)
	}
	never.Optional = true
	if out = mustSolve(t, mustSolver[float64](t, oscillator(never), nil), p); out.Status[0] != ode.Done {
		t.Errorf("optional: %v", out.Status)
	}
	// Of two terminal events it is enough that one happens.
	fires := ode.Event{Name: "half", Terminal: true, Function: odetest.Coordinate(0), Direction: -1}
	never.Optional = false
	if out = mustSolve(t, mustSolver[float64](t, oscillator(never, fires), nil), p); out.Status[0] != ode.Stopped || out.Events[0][0].Event != 1 {
		t.Errorf("two events: %v", out.Status)
	}
	wrong := ode.Event{Name: "rising", Terminal: true, Function: odetest.Coordinate(0), Direction: +1}
	if _, err := mustSolver[float64](t, oscillator(wrong), nil).Solve(t.Context(), p); !errors.Is(err, ode.NoEvent) {
		t.Errorf("the wrong direction: %v", err)
	}
}

// TestEventsRefused: an event that no solve can look for is an error of the first solve.
func TestEventsRefused(t *testing.T) {
	failing := errors.New("mine")
	for name, c := range map[string]struct {
		event   ode.Event
		control bool
		want    error
	}{
		"no function": {ode.Event{Name: "x"}, false, ode.ErrSystem},
		"direction":   {ode.Event{Direction: 2, Function: func(_ *graph.Builder, t *G.Node, _, _ []*G.Node) (*G.Node, error) { return t, nil }}, false, ode.ErrSystem},
		"two columns": {ode.Event{Function: func(_ *graph.Builder, _ *G.Node, y, _ []*G.Node) (*G.Node, error) { return y[0], nil }}, false, ode.ErrSystem},
		"not by row": {ode.Event{Function: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) (*G.Node, error) {
			return b.Const(1, 1, []float64{1}), nil
		}}, false, ode.ErrSystem},
		"its error":           {ode.Event{Function: func(*graph.Builder, *G.Node, []*G.Node, []*G.Node) (*G.Node, error) { return nil, failing }}, false, failing},
		"terminal and shared": {ode.Event{Function: odetest.Coordinate(0), Terminal: true}, true, integrate.ErrSettings},
		"jump of another shape": {ode.Event{Function: odetest.Coordinate(0), Jump: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			return []*G.Node{b.SliceCols(y[0], 0, 1)}, nil
		}}, false, ode.ErrSystem},
	} {
		s := mustSolver[float64](t, oscillator(c.event), &integrate.Settings{Shared: c.control})
		if _, err := s.Solve(t.Context(), &ode.Problem[float64]{T1: 1, Rows: 1}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestObservedRowsAreIndependent: a row with outputs, jumps and events has the same bits in any batch.
func TestObservedRowsAreIndependent(t *testing.T) {
	sys := odetest.Network[float32](t, 3)
	sys.Events = []ode.Event{{Name: "x", Function: odetest.Coordinate(0)}, {Name: "y", Function: odetest.Coordinate(1), Terminal: true, Optional: true}}
	sys.Jump = func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
		return []*G.Node{b.Scale(y[0], 0.5), nil, nil}, b.Err()
	}
	const rows = 29
	p := odetest.NetworkProblem[float32](rows, 0, 2)
	ask := func(p *ode.Problem[float32]) *ode.Problem[float32] {
		p.SaveAt, p.JumpTimes = []float64{0.3, 1.1}, []float64{0.5, 0.75}
		return p
	}
	want := mustSolve(t, mustSolver[float32](t, sys, &integrate.Settings{Lanes: 8, Workers: 1}), ask(p))
	stopped := 0
	s := mustSolver[float32](t, sys, &integrate.Settings{Lanes: 8, Workers: 2})
	all := mustSolve(t, s, p)
	for row := range rows {
		alone := mustSolve(t, s, ask(permuted(p, sys, []int{row})))
		sameRow(t, sys, alone, 0, want, row)
		sameRow(t, sys, all, row, want, row)
		if a, b := fmt.Sprint(alone.Saved[0], alone.Events[0]), fmt.Sprint(want.Saved[0][row*6:][:6], want.Events[row]); a != b {
			t.Errorf("row %d: alone %s, in the batch %s", row, a, b)
		}
		if want.Status[row] == ode.Stopped {
			stopped++
		}
	}
	if stopped == 0 || stopped == rows {
		t.Errorf("%d rows of %d stop; the test wants some", stopped, rows)
	}
}
