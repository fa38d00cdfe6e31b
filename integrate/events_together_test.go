// Events that happen at one time, close together, faster than steps, and ever faster.

package integrate_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/internal/long"
	G "gorgonia.org/gorgonia"
)

// steady is dy/dt = rate for each of n columns, with some events.
func steady(n int, rate float64, events ...ode.Event) *ode.System {
	return &ode.System{Blocks: []ode.Block{{Name: "y", Width: n}}, Events: events,
		Build: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			return []*G.Node{b.Shift(b.Scale(y[0], 0), rate)}, b.Err()
		}}
}

// ofTime is an event's function of t alone.
func ofTime(g func(b *graph.Builder, t *G.Node) *G.Node) func(*graph.Builder, *G.Node, []*G.Node, []*G.Node) (*G.Node, error) {
	return func(b *graph.Builder, t *G.Node, y, _ []*G.Node) (*G.Node, error) {
		return b.Add(g(b, t), b.Scale(b.SliceCols(y[0], 0, 1), 0)), b.Err()
	}
}

// ofColumn is an event's function of one column.
func ofColumn(i int, g func(b *graph.Builder, y *G.Node) *G.Node) func(*graph.Builder, *G.Node, []*G.Node, []*G.Node) (*G.Node, error) {
	return func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) (*G.Node, error) {
		return g(b, b.SliceCols(y[0], i, i+1)), b.Err()
	}
}

// changing is a jump of column i of n to scale·y + shift.
func changing(n, i int, scale, shift float64) func(*graph.Builder, *G.Node, []*G.Node, []*G.Node) ([]*G.Node, error) {
	return func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
		var columns []*G.Node
		for c := range n {
			column := b.SliceCols(y[0], c, c+1)
			if c == i {
				column = b.Shift(b.Scale(column, scale), shift)
			}
			columns = append(columns, column)
		}
		return []*G.Node{b.ConcatCols(columns...)}, b.Err()
	}
}

// at1 is the event function t − 1.
func at1(b *graph.Builder, t *G.Node) *G.Node { return b.Shift(t, -1) }

// seen lists the events of a row by their positions in System.Events.
func seen[T graph.Float](out *ode.Solution[T], row int) (events []int) {
	for _, o := range out.Events[row] {
		events = append(events, o.Event)
	}
	return events
}

// TestEventsAtOneTime: all events of one time act, in the order of System.Events. A terminal event ends the row after the
// other events have acted.
func TestEventsAtOneTime(t *testing.T) {
	testEventsAtOneTime[float64](t)
	testEventsAtOneTime[float32](t)
}

func testEventsAtOneTime[T graph.Float](t *testing.T) {
	double := ode.Event{Name: "double", Function: ofTime(at1), Jump: changing(2, 0, 2, 0)}
	add := ode.Event{Name: "add", Function: ofTime(func(b *graph.Builder, t *G.Node) *G.Node { return b.Scale(at1(b, t), -3) }), Jump: changing(2, 0, 1, 1)}
	other := ode.Event{Name: "other", Function: ofTime(func(b *graph.Builder, t *G.Node) *G.Node { return b.Shift(b.Square(t), -1) }), Jump: changing(2, 1, 1, 1)}
	watch := ode.Event{Name: "watch", Function: ofTime(at1)}
	end := ode.Event{Name: "end", Function: ofTime(at1), Terminal: true, Optional: true}
	takes := long.OneIn(3)
	for _, c := range []struct {
		name   string
		events []ode.Event
		want   [2]T
		seen   []int
		end    float64
	}{
		{"both columns", []ode.Event{double, other}, [2]T{2, 2}, []int{0, 1}, 2},
		{"double, then add", []ode.Event{double, add}, [2]T{3, 1}, []int{0, 1}, 2},
		{"add, then double", []ode.Event{add, double}, [2]T{4, 1}, []int{0, 1}, 2},
		{"one seen", []ode.Event{double, watch, other}, [2]T{2, 2}, []int{0, 1, 2}, 2},
		{"terminal first", []ode.Event{end, double, other}, [2]T{2, 2}, []int{1, 2, 0}, 1},
		{"terminal last", []ode.Event{other, end}, [2]T{1, 2}, []int{0, 1}, 1},
		{"seen and terminal", []ode.Event{watch, end}, [2]T{1, 1}, []int{0, 1}, 1},
	} {
		for _, settings := range []integrate.Settings{{Tableau: tableau.Tsit5}, {Tableau: tableau.DOP853}, {Tableau: tableau.Rodas5P}, {Tableau: tableau.RK4, Steps: 7}, {Tableau: tableau.RK4, Steps: 8}} {
			for _, ends := range [][2]float64{{0, 2}, {2.25, -0.5}} {
				if !takes() {
					continue
				}
				p := &ode.Problem[T]{T0: ends[0], T1: ends[1], Rows: 2, Y: [][]T{{1, 1, 1, 1}}}
				out := mustSolve(t, mustSolver[T](t, steady(2, 0, c.events...), &settings), p)
				want := c.end
				if want == 2 {
					want = ends[1]
				}
				if got := [2]T(out.Y[0][2:]); got != c.want || !slices.Equal(seen(out, 1), c.seen) || !(math.Abs(out.Ends[1].T-want) <= 1e-5) {
					t.Errorf("%s, %s from %g: %v at %v by %v, want %v at %v by %v", c.name, settings.Tableau.Name, ends[0], got, out.Ends[1].T, seen(out, 1), c.want, want, c.seen)
				}
			}
		}
	}
}

// TestPeriodicDoses: of doses with the periods 1, 2 and ½ none is lost where several are due.
func TestPeriodicDoses(t *testing.T) {
	every := func(period float64, column int) ode.Event {
		return ode.Event{Function: ofTime(func(b *graph.Builder, t *G.Node) *G.Node { return b.Sin(b.Scale(t, math.Pi/period)) }), Jump: changing(3, column, 1, 1)}
	}
	events := []ode.Event{every(1, 0), every(2, 1), every(0.5, 2)}
	takes := long.OneIn(7)
	for _, settings := range []integrate.Settings{{Tableau: tableau.Tsit5}, {Tableau: tableau.Bosh3}, {Tableau: tableau.DOP853}, {Tableau: tableau.Rodas5P}, {Tableau: tableau.RK4, Steps: 41}} {
		for _, t0 := range []float64{0.75, 20.75, 1000.75} {
			for _, sign := range []float64{1, -1} {
				if !takes() {
					continue
				}
				p := &ode.Problem[float64]{T0: t0, T1: t0 + sign*40, Rows: 1, Y: [][]float64{{0, 0, 0}}}
				if sign < 0 {
					p.T0, p.T1 = t0+40, t0
				}
				out := mustSolve(t, mustSolver[float64](t, steady(3, 0, events...), &settings), p)
				if got := [3]float64(out.Y[0]); got != [3]float64{40, 20, 80} {
					t.Errorf("%s from %g to %g: %v doses, want 40, 20 and 80", settings.Tableau.Name, p.T0, p.T1, got)
				}
			}
		}
	}
}

// TestNoGradientWhereEventsCoincide: the gradient through two events at one time is refused, and the error has that time.
func TestNoGradientWhereEventsCoincide(t *testing.T) {
	s := mustSolver[float64](t, steady(2, 1, ode.Event{Function: ofTime(at1), Jump: changing(2, 0, 2, 0)}, ode.Event{Function: ofTime(at1), Jump: changing(2, 0, 1, 1)}), nil)
	p := &ode.Problem[float64]{T1: 2, Rows: 1, SaveAt: []float64{1.5}}
	var typed *ode.CoincidenceError
	_, err := s.GradientAtEvent(t.Context(), p, func(*integrate.EventState[float64]) (float64, error) { return 0, nil }, nil)
	if !errors.As(err, &typed) || !(math.Abs(typed.T-1) <= 1e-12) {
		t.Errorf("at the stop: %v", err)
	}
	if _, err = s.GradientOfTrajectory(t.Context(), p, squaresAlong, nil); !errors.As(err, &typed) {
		t.Errorf("along: %v", err)
	}
}

// TestCloseLevels: of two levels, however close, each is passed once, from any T0.
func TestCloseLevels(t *testing.T) {
	level := func(at float64, column int) ode.Event {
		return ode.Event{Function: ofColumn(0, func(b *graph.Builder, y *G.Node) *G.Node { return b.Shift(y, -at) }), Jump: changing(3, column, 1, 10)}
	}
	takes := long.OneIn(7)
	for _, tab := range []*tableau.Tableau{tableau.Bosh3, tableau.Dopri5, tableau.Tsit5, tableau.DOP853, tableau.Rodas5P} {
		for _, t0 := range []float64{0, -1, 100} {
			for δ := 1e-16; δ < 0.1; δ *= math.Sqrt(10) {
				if !takes() {
					continue
				}
				out := mustSolve(t, mustSolver[float64](t, steady(3, 1, level(1, 1), level(1+δ, 2)), &integrate.Settings{Tableau: tab}), &ode.Problem[float64]{T0: t0, T1: t0 + 2, Rows: 1})
				if len(out.Events[0]) != 2 || !(math.Abs(out.Y[0][1]-12) <= 1e-9) || !(math.Abs(out.Y[0][2]-12) <= 1e-9) {
					t.Errorf("%s from %g, %g apart: %v, %v", tab.Name, t0, δ, seen(out, 0), out.Y[0])
				}
			}
		}
	}
}

// TestFastEvents: all changes of sign are found on a solution so easy that steps would grow without bounds. The solution
// says how long its steps were.
func TestFastEvents(t *testing.T) {
	takes := long.OneIn(7)
	for _, tab := range []*tableau.Tableau{tableau.Bosh3, tableau.Tsit5, tableau.DOP853, tableau.Rodas5P} {
		for _, ω := range []float64{0.3, 3, 10, 37, 100} {
			for _, amplitude := range []float64{1, 1e-3, 1e4} {
				for _, sign := range []float64{1, -1} {
					if !takes() {
						continue
					}
					wave := ode.Event{Function: ofColumn(0, func(b *graph.Builder, y *G.Node) *G.Node { return b.Scale(b.Sin(b.Scale(y, ω)), amplitude) })}
					out := mustSolve(t, mustSolver[float64](t, steady(1, 1, wave), &integrate.Settings{Tableau: tab}), &ode.Problem[float64]{T1: sign * 10, Rows: 1, Y: [][]float64{{0.01}}})
					want := int(math.Floor(ω*(10+sign*0.01)/math.Pi)) + int((1-sign)/2)
					if got := len(out.Events[0]); got != want {
						t.Errorf("%s, ω = %g, amplitude %g, to %g: %d events, want %d", tab.Name, ω, amplitude, sign*10, got, want)
					}
					if h := out.Ends[0].Largest; !(h > 0 && h*ω < 6) && h != 10 {
						t.Errorf("%s, ω = %g: the largest step is %g, want less than a turn, %g, or all of the interval", tab.Name, ω, h, 6/ω)
					}
				}
			}
		}
	}
}

// TestShortVisits: a function that goes through zero and back between two times at which the solver evaluates it has both
// of its events.
func TestShortVisits(t *testing.T) {
	takes := long.OneIn(7)
	for _, tab := range []*tableau.Tableau{tableau.Tsit5, tableau.DOP853} {
		for i := range 40 {
			at := 0.3 + 9.1*math.Mod(0.618*float64(i), 1)
			for _, width := range []float64{1e-1, 1e-3, 1e-5} {
				if !takes() {
					continue
				}
				visit := ode.Event{Function: ofColumn(0, func(b *graph.Builder, y *G.Node) *G.Node {
					return b.Shift(b.Square(b.Shift(y, -at)), -width*width)
				})}
				out := mustSolve(t, mustSolver[float64](t, steady(1, 1, visit), &integrate.Settings{Tableau: tab}), &ode.Problem[float64]{T1: 10, Rows: 1})
				if len(out.Events[0]) != 2 {
					t.Errorf("%s: %d events, want those at %g±%g: %+v", tab.Name, len(out.Events[0]), at, width, out.Events[0])
				}
			}
		}
	}
}

// TestZeno: bounces that come ever faster end the row where they accumulate, with the status Zeno and not below the floor.
func TestZeno(t *testing.T) {
	for _, settings := range []integrate.Settings{{Tableau: tableau.Bosh3}, {Tableau: tableau.Dopri5}, {Tableau: tableau.Tsit5}, {Tableau: tableau.DOP853}, {Tableau: tableau.Rodas5P}, {Tableau: tableau.RK4, Steps: 20}} {
		for _, e := range []float64{0, 0.1, 0.5, 0.7} {
			bounce := func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
				return []*G.Node{b.ConcatCols(b.SliceCols(y[0], 0, 1), b.Scale(b.SliceCols(y[0], 1, 2), -e)), nil}, b.Err()
			}
			s := mustSolver[float64](t, falling(ode.Event{Name: "ground", Function: odetest.Coordinate(0), Jump: bounce}), &settings)
			out, err := s.Solve(t.Context(), &ode.Problem[float64]{T1: 5, Rows: 1, Y: [][]float64{{1, 0}, nil}})
			what := fmt.Sprintf("%s, e = %g", settings.Tableau.Name, e)
			var typed *ode.StepError
			if !errors.Is(err, ode.Zeno) || !errors.As(err, &typed) || out.Status[0] != ode.Zeno {
				t.Errorf("%s: %v and status %v, want Zeno", what, err, out.Status)
				continue
			}
			first := math.Sqrt(2 / 9.81)
			tolerance := 2e-5
			if settings.Steps > 0 {
				tolerance = 0.2
			}
			within(t, what+": the end", out.Ends[0].T, first*(1+e)/(1-e), tolerance)
			within(t, what+": the height", out.Y[0][0], 0, tolerance)
		}
	}
}

// TestCloseLevelsOfACurve: each of two close levels is passed once. The step that is repeated to end on a crossing ends a
// little beside the crossing that the longer step has shown, since both steps are as wrong as the tolerance allows.
func TestCloseLevelsOfACurve(t *testing.T) {
	level := func(at float64) ode.Event {
		return ode.Event{Function: ofColumn(0, func(b *graph.Builder, y *G.Node) *G.Node { return b.Shift(y, -at) }), Jump: changing(2, 1, 1, 0)}
	}
	takes := long.OneIn(4)
	for _, tab := range []*tableau.Tableau{tableau.Bosh3, tableau.Dopri5, tableau.Tsit5, tableau.DOP853, tableau.Rodas5P} {
		for _, tolerance := range []float64{1e-3, 1e-5, 1e-8} {
			for δ := 1e-13; δ < 0.01; δ *= 10 {
				if !takes() {
					continue
				}
				out := mustSolve(t, mustSolver[float64](t, oscillator(level(0.5), level(0.5+δ)), &integrate.Settings{Tableau: tab, RTol: tolerance, ATol: tolerance}),
					&ode.Problem[float64]{T1: 1.4, Rows: 1, Y: [][]float64{{0, 1}}})
				if len(out.Events[0]) != 2 {
					t.Errorf("%s at %g, %g apart: events %v, want both once", tab.Name, tolerance, δ, seen(out, 0))
				}
			}
		}
	}
}

// TestEventsWithoutSlopes: the zeros of an event function without a derivative are found too.
func TestEventsWithoutSlopes(t *testing.T) {
	zero := ode.Event{Name: "zero", Function: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) (*G.Node, error) {
		x := b.SliceCols(y[0], 0, 1)
		nothing, err := G.ApplyOp(odetest.Opaque{}, x)
		if err != nil {
			return nil, err
		}
		return b.Add(x, nothing), b.Err()
	}}
	out := mustSolve(t, mustSolver[float64](t, oscillator(zero), &integrate.Settings{RTol: 1e-9, ATol: 1e-9}), &ode.Problem[float64]{T1: 10, Rows: 1, Y: [][]float64{{1, 0}}})
	for i, o := range out.Events[0] {
		within(t, fmt.Sprint("zero ", i), o.T, (float64(i)+0.5)*math.Pi, 1e-7)
	}
	if len(out.Events[0]) != 3 {
		t.Errorf("%d zeros, want 3", len(out.Events[0]))
	}
}
