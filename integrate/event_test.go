package integrate

import (
	"errors"
	"fmt"
	"math"
	"testing"

	G "gorgonia.org/gorgonia"

	"github.com/gorgoflow/gorgoflow/graph"
)

// column is the event function y[i] of the first block.
func coordinate(i int) func(*graph.Builder, *G.Node, []*G.Node, []*G.Node) (*G.Node, error) {
	return func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) (*G.Node, error) {
		return b.SliceCols(y[0], i, i+1), b.Err()
	}
}

// falling is a ball: x” = −gravity, the state (height, speed), with its time of flight
// as a quadrature.
func falling(event Event) *System {
	params := graph.NewParams(graph.DtypeOf[float64]())
	gravity, err := params.Add("gravity", 1, 1)
	if err != nil {
		panic(err)
	}
	gravity.Set(0, 9.81)
	return &System{
		Blocks: []Block{{Name: "ball", Width: 2}, {Name: "flight", Width: 1, Quadrature: true}},
		Params: params,
		Build: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			speed := b.SliceCols(y[0], 1, 2)
			one := b.Shift(b.Scale(speed, 0), 1)
			return []*G.Node{b.ConcatCols(speed, b.Mul(one, b.Neg(b.Param(gravity)))), one}, b.Err()
		},
		Events: []Event{event},
	}
}

// TestFallingBall: the ball lands at (v + √(v² + 2gx))/g with speed −√(v² + 2gx), whatever
// the method, and its row ends there.
func TestFallingBall(t *testing.T) {
	for _, tab := range []*Tableau{Bosh3, Dopri5, Tsit5, DOP853, RK4, Rodas5P} {
		for _, direction := range []Direction{Either, Falling} {
			settings := &Settings{Tableau: tab, Lanes: 2}
			if !tab.Adaptive() {
				settings.Steps = 11
			}
			s := mustSolver[float64](t, falling(Event{Name: "ground", Function: coordinate(0), Direction: direction, Terminal: true}), settings)
			p := &Problem[float64]{T0: 1, T1: 9, Rows: 3, Y: [][]float64{{1, 0, 10, 3, 2, -4}, nil}, Times: []float64{1.25, 8}}
			out := mustSolve(t, s, p)
			for row := range 3 {
				x, v := p.Y[0][2*row], p.Y[0][2*row+1]
				impact := math.Sqrt(v*v + 2*9.81*x)
				what := fmt.Sprintf("%s, row %d", tab.Name, row)
				within(t, what+": time", out.End(row), 1+(v+impact)/9.81, 1e-12)
				within(t, what+": height", out.Y[0][2*row], 0, 1e-11)
				within(t, what+": speed", out.Y[0][2*row+1], -impact, 1e-11)
				within(t, what+": flight", out.Quad[1][row], (v+impact)/9.81, 1e-12)
				if out.Status[row] != Stopped || len(out.Events[row]) != 1 || out.Events[row][0].T != out.End(row) {
					t.Errorf("%s: %v, %+v", what, out.Status[row], out.Events[row])
				}
				if !math.IsNaN(out.At[0][4*row+2]) || math.IsNaN(out.At[0][4*row]) {
					t.Errorf("%s: outputs %v", what, out.At[0][4*row:][:4])
				}
			}
		}
	}
}

// TestBouncingBall: a ball that keeps the part e of its speed lands at t₁, t₁ + 2ev₁/g,
// t₁ + 2ev₁/g + 2e²v₁/g, …
func TestBouncingBall(t *testing.T) {
	const e = 0.8
	for _, tab := range []*Tableau{Bosh3, Dopri5, Tsit5, DOP853} {
		bounce := func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			return []*G.Node{b.ConcatCols(b.SliceCols(y[0], 0, 1), b.Scale(b.SliceCols(y[0], 1, 2), -e)), nil}, b.Err()
		}
		for _, direction := range []Direction{Either, Falling} {
			s := mustSolver[float64](t, falling(Event{Name: "ground", Function: coordinate(0), Direction: direction, Jump: bounce}), &Settings{Tableau: tab})
			p := &Problem[float64]{T0: 0, T1: 3, Rows: 2, Y: [][]float64{{1, 0, 2, 1}, nil}}
			out := mustSolve(t, s, p)
			for row := range 2 {
				x, v := p.Y[0][2*row], p.Y[0][2*row+1]
				impact := math.Sqrt(v*v + 2*9.81*x)
				at, n := (v+impact)/9.81, 0
				for ; at < 3; n++ {
					if n >= len(out.Events[row]) {
						t.Fatalf("%s, row %d: only %d bounces", tab.Name, row, n)
					}
					o := out.Events[row][n]
					within(t, fmt.Sprintf("%s, row %d, bounce %d", tab.Name, row, n), o.T, at, 1e-10)
					within(t, "speed", o.Y[0][1], -impact, 1e-10)
					impact *= e
					at += 2 * impact / 9.81
				}
				if len(out.Events[row]) != n || out.Status[row] != Done {
					t.Errorf("%s, row %d: %d bounces, want %d; %v", tab.Name, row, len(out.Events[row]), n, out.Status[row])
				}
			}
		}
	}
}

// oscillator is x” = −x with some events.
func oscillator(events ...Event) *System {
	return &System{Blocks: []Block{{Name: "x", Width: 2}}, Events: events,
		Build: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			return []*G.Node{b.ConcatCols(b.SliceCols(y[0], 1, 2), b.Neg(b.SliceCols(y[0], 0, 1)))}, b.Err()
		}}
}

// TestOscillatorCrossings: cos t vanishes at (n+½)π, in turns falling and rising, in both
// directions of time and with both controls; the crossings change no step.
func TestOscillatorCrossings(t *testing.T) {
	events := []Event{{Name: "any", Function: coordinate(0)}, {Name: "up", Function: coordinate(0), Direction: Rising}, {Name: "down", Function: coordinate(0), Direction: Falling}}
	for _, control := range []Control{PerRow, Shared} {
		for _, end := range []float64{20, -20} {
			settings := &Settings{Tableau: DOP853, RTol: 1e-11, ATol: 1e-11, Control: control}
			out := mustSolve(t, mustSolver[float64](t, oscillator(events...), settings), &Problem[float64]{T1: end, Rows: 2, Y: [][]float64{{1, 0, 2, 0}}})
			plain := mustSolve(t, mustSolver[float64](t, oscillator(), settings), &Problem[float64]{T1: end, Rows: 2, Y: [][]float64{{1, 0, 2, 0}}})
			for row := range 2 {
				counts := [3]int{}
				for _, o := range out.Events[row] {
					n := counts[o.Event]
					counts[o.Event]++
					// Falling first, in the direction of integration.
					turn := map[int]int{0: n, 1: 2*n + 1, 2: 2 * n}[o.Event]
					within(t, fmt.Sprintf("event %d, number %d", o.Event, n), math.Abs(o.T), (float64(turn)+0.5)*math.Pi, 2e-9)
					within(t, "place", o.Y[0][0], 0, 1e-12)
				}
				if counts != [3]int{6, 3, 3} {
					t.Errorf("crossings: %v", counts)
				}
				if a, b := out.RowStats[row], plain.RowStats[row]; a.Accepted != b.Accepted || a.Rejected != b.Rejected || out.Y[0][2*row] != plain.Y[0][2*row] {
					t.Errorf("row %d: %+v with events, %+v without", row, a, b)
				}
			}
		}
	}
}

// TestEventThatNeverHappens: a function without a change of sign, or with the wrong one,
// is a typed error unless the event is optional; other rows are not affected.
func TestEventThatNeverHappens(t *testing.T) {
	never := Event{Name: "never", Terminal: true, Function: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) (*G.Node, error) {
		return b.Shift(b.SumCols(b.Square(y[0])), -0.5), b.Err() // x² + v² − ½
	}}
	p := &Problem[float64]{T1: 3, Rows: 3, Y: [][]float64{{1, 0, 2, 0, 3, 1}}}
	out, err := mustSolver[float64](t, oscillator(never), nil).Solve(t.Context(), p)
	var typed *StepError
	if !errors.Is(err, ErrNoEvent) || !errors.As(err, &typed) || typed.Failed != 3 || typed.T != 3 {
		t.Errorf("%v", err)
	}
	if out.Status[1] != NoEvent || out.End(1) != 3 {
		t.Errorf("%v at %g", out.Status, out.End(1))
	}
	never.Optional = true
	if out = mustSolve(t, mustSolver[float64](t, oscillator(never), nil), p); out.Status[0] != Done {
		t.Errorf("optional: %v", out.Status)
	}
	// Two terminal events: the one that happens is enough.
	fires := Event{Name: "half", Terminal: true, Function: coordinate(0), Direction: Falling}
	never.Optional = false
	if out = mustSolve(t, mustSolver[float64](t, oscillator(never, fires), nil), p); out.Status[0] != Stopped || out.Events[0][0].Event != 1 {
		t.Errorf("two events: %v", out.Status)
	}
	wrong := Event{Name: "rising", Terminal: true, Function: coordinate(0), Direction: Rising}
	if _, err := mustSolver[float64](t, oscillator(wrong), nil).Solve(t.Context(), p); !errors.Is(err, ErrNoEvent) {
		t.Errorf("the wrong direction: %v", err)
	}
}

// TestEventsRefused: an event that cannot be watched for is an error of the first solve.
func TestEventsRefused(t *testing.T) {
	failing := errors.New("mine")
	for name, c := range map[string]struct {
		event   Event
		control Control
		want    error
	}{
		"no function": {Event{Name: "x"}, PerRow, ErrSystem},
		"two columns": {Event{Function: func(_ *graph.Builder, _ *G.Node, y, _ []*G.Node) (*G.Node, error) { return y[0], nil }}, PerRow, ErrSystem},
		"not by row": {Event{Function: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) (*G.Node, error) {
			return b.Const(1, 1, []float64{1}), nil
		}}, PerRow, ErrSystem},
		"its error":           {Event{Function: func(*graph.Builder, *G.Node, []*G.Node, []*G.Node) (*G.Node, error) { return nil, failing }}, PerRow, failing},
		"terminal and shared": {Event{Function: coordinate(0), Terminal: true}, Shared, ErrSettings},
		"jump of another shape": {Event{Function: coordinate(0), Jump: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			return []*G.Node{b.SliceCols(y[0], 0, 1)}, nil
		}}, PerRow, ErrSystem},
	} {
		s := mustSolver[float64](t, oscillator(c.event), &Settings{Control: c.control})
		if _, err := s.Solve(t.Context(), &Problem[float64]{T1: 1, Rows: 1}); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestWatchedRowsAreIndependent: with outputs, jumps and events too, a row is the same to
// the bit in any batch.
func TestWatchedRowsAreIndependent(t *testing.T) {
	sys := network[float32](t, 3)
	sys.Events = []Event{{Name: "x", Function: coordinate(0)}, {Name: "y", Function: coordinate(1), Terminal: true, Optional: true}}
	sys.Jump = func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
		return []*G.Node{b.Scale(y[0], 0.5), nil, nil}, b.Err()
	}
	const rows = 29
	p := networkProblem[float32](rows, 0, 2)
	ask := func(p *Problem[float32]) *Problem[float32] {
		p.Times, p.Jumps = []float64{0.3, 1.1}, []float64{0.5, 0.75}
		return p
	}
	want := mustSolve(t, mustSolver[float32](t, sys, &Settings{Lanes: 8, Workers: 1}), ask(p))
	stopped := 0
	s := mustSolver[float32](t, sys, &Settings{Lanes: 8, Workers: 2})
	all := mustSolve(t, s, p)
	for row := range rows {
		alone := mustSolve(t, s, ask(permuted(p, sys, []int{row})))
		sameRow(t, sys, alone, 0, want, row)
		sameRow(t, sys, all, row, want, row)
		if a, b := fmt.Sprint(alone.At[0], alone.Events[0]), fmt.Sprint(want.At[0][row*6:][:6], want.Events[row]); a != b {
			t.Errorf("row %d: alone %s, in the batch %s", row, a, b)
		}
		if want.Status[row] == Stopped {
			stopped++
		}
	}
	if stopped == 0 || stopped == rows {
		t.Errorf("%d rows of %d stop", stopped, rows)
	}
}
