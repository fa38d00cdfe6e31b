// Solves by Rosenbrock methods: observed order, quadratures, rows, blocks, dense output.

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

// area is y' = −y + cos t with the quadrature q' = t y. From y(0) = 1 it is y = ½(cos t + sin t + e^(−t)).
func area() *ode.System {
	return &ode.System{Blocks: []ode.Block{{Name: "y", Width: 1}, {Name: "q", Width: 1, Quadrature: true}},
		Build: func(b *graph.Builder, t *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			return []*G.Node{b.Sub(b.Cos(t), y[0]), b.Mul(t, y[0])}, b.Err()
		}}
}

// TestRosenbrockObservedOrder: half the step divides the error by 2^order, on a nonlinear problem and on a time-dependent
// problem, forward and backward.
func TestRosenbrockObservedOrder(t *testing.T) {
	curve := func(t float64) float64 { return 1 / (1 + 9*math.Exp(-5*t)) } // from 0.1
	waves := func(t float64) float64 { return math.Sin(3*t)/2 + math.Exp(-t) }
	driven := odetest.ScalarSystem(func(b *graph.Builder, t, y *G.Node) *G.Node {
		angle := b.Scale(t, 3)
		return b.Add(b.Sub(b.Scale(b.Sin(angle), 0.5), y), b.Scale(b.Cos(angle), 1.5))
	})
	for _, tab := range odetest.Implicit {
		for _, ends := range [][2]float64{{0, 1}, {1, 0}} {
			for name, c := range map[string]struct {
				sys   *ode.System
				exact func(t float64) float64
			}{"logistic": {odetest.Logistic(), curve}, "waves": {driven, waves}} {
				miss := func(n int) float64 {
					s := mustSolver[float64](t, c.sys, &integrate.Settings{Tableau: tab, Steps: n, Lanes: 1})
					out := mustSolve(t, s, &ode.Problem[float64]{T0: ends[0], T1: ends[1], Rows: 1, Y: [][]float64{{c.exact(ends[0])}}})
					return math.Abs(out.Y[0][0] - c.exact(ends[1]))
				}
				coarse, fine := miss(64), miss(128)
				if got := math.Log2(coarse / fine); !(math.Abs(got-float64(tab.Order)) <= 0.2) {
					t.Errorf("%s, %s from %g: observed order %.3f, want %d (errors %.2g, %.2g)", tab.Name, name, ends[0], got, tab.Order, coarse, fine)
				}
			}
		}
	}
}

// TestRosenbrockQuadratures: a quadrature has the order of the method.
func TestRosenbrockQuadratures(t *testing.T) {
	primitive := func(t float64) float64 { // of ½ t (cos t + sin t + e^(−t))
		return 0.5 * (t*math.Sin(t) + math.Cos(t) - t*math.Cos(t) + math.Sin(t) - (t+1)*math.Exp(-t))
	}
	want := primitive(2) - primitive(0)
	for _, tab := range odetest.Implicit {
		miss := func(n int) float64 {
			s := mustSolver[float64](t, area(), &integrate.Settings{Tableau: tab, Steps: n, Lanes: 1})
			out := mustSolve(t, s, &ode.Problem[float64]{T0: 0, T1: 2, Rows: 1, Y: [][]float64{{1}, nil}})
			return math.Abs(out.Quad[1][0] - want)
		}
		coarse, fine := miss(16), miss(32)
		if got := math.Log2(coarse / fine); got < float64(tab.Order)-0.3 {
			t.Errorf("%s: observed order %.3f, want %d (errors %.2g, %.2g)", tab.Name, got, tab.Order, coarse, fine)
		}
	}
}

// TestRosenbrockRows: a row has the same bits alone, in a batch, and in a batch in which another row fails.
func TestRosenbrockRows(t *testing.T) {
	s := mustSolver[float64](t, odetest.Network[float64](t, 0.4), &integrate.Settings{Tableau: tableau.Rodas5P, Lanes: 4, Workers: 2})
	p := odetest.NetworkProblem[float64](9, 0, 3)
	all := mustSolve(t, s, p)
	p.Y[0][3*4] = math.NaN()
	broken, err := s.Solve(t.Context(), p)
	if !errors.Is(err, ode.NotFinite) {
		t.Errorf("a NaN gives %v, want NotFinite", err)
	}
	for r := range 9 {
		alone := &ode.Problem[float64]{T0: 0, T1: 3, Rows: 1, Y: [][]float64{odetest.NetworkProblem[float64](9, 0, 3).Y[0][3*r : 3*r+3], nil, nil}, Args: [][]float64{p.Args[0][2*r : 2*r+2]}}
		one := mustSolve(t, s, alone)
		for c := range 3 {
			if want := all.Y[0][3*r+c]; one.Y[0][c] != want || r != 4 && broken.Y[0][3*r+c] != want {
				t.Errorf("row %d, column %d: %g alone, %g beside a NaN, %g in the batch", r, c, one.Y[0][c], broken.Y[0][3*r+c], want)
			}
		}
	}
}

// TestRosenbrockShared: with Shared, a pack has one step size and t is 1×1.
func TestRosenbrockShared(t *testing.T) {
	s := mustSolver[float64](t, area(), &integrate.Settings{Tableau: tableau.Rodas5P, Shared: true, RTol: 1e-9, ATol: 1e-9, Lanes: 3})
	out := mustSolve(t, s, &ode.Problem[float64]{T0: 0, T1: 2, Rows: 3, Y: [][]float64{{1, 1, 1}, nil}})
	want := 0.5 * (math.Cos(2) + math.Sin(2) + math.Exp(-2))
	for _, got := range out.Y[0] {
		if !(math.Abs(got-want) <= 1e-8) {
			t.Errorf("%.12g, want %.12g", got, want)
		}
	}
}

// TestRosenbrockInside: the state and the quadrature inside a step have the order of the interpolant.
func TestRosenbrockInside(t *testing.T) {
	exact := func(t float64) float64 { return 0.5 * (math.Cos(t) + math.Sin(t) + math.Exp(-t)) }
	primitive := func(t float64) float64 { // of t·exact(t)
		return 0.5 * (t*math.Sin(t) + math.Cos(t) - t*math.Cos(t) + math.Sin(t) - (t+1)*math.Exp(-t))
	}
	var times []float64
	for i := range 41 {
		times = append(times, 0.05*float64(i))
	}
	for _, tab := range odetest.Implicit {
		miss := func(n int) (worst float64) {
			s := mustSolver[float64](t, area(), &integrate.Settings{Tableau: tab, Steps: n, Lanes: 1})
			out := mustSolve(t, s, &ode.Problem[float64]{T0: 0, T1: 2, Rows: 1, Y: [][]float64{{1}, nil}, SaveAt: times})
			for i, at := range times {
				worst = max(worst, math.Abs(out.Saved[0][i]-exact(at)), math.Abs(out.SavedQuad[1][i]-primitive(at)+primitive(0)))
			}
			return worst
		}
		coarse, fine := miss(8), miss(16)
		if got, want := math.Log2(coarse/fine), float64(len(tab.Rosenbrock.Dense)+2); got < want-0.5 {
			t.Errorf("%s: observed order %.3f, want %g (errors %.2g, %.2g)", tab.Name, got, want-1, coarse, fine)
		}
	}
}

// TestRosenbrockBlocks: a state of several blocks, one of them without a right-hand side, is what DOP853 makes of it. A
// solve into the results of an earlier one allocates nothing.
func TestRosenbrockBlocks(t *testing.T) {
	sys := &ode.System{Blocks: []ode.Block{{Name: "x", Width: 2}, {Name: "still", Width: 1}, {Name: "v", Width: 1}, {Name: "q", Width: 1, Quadrature: true}},
		Build: func(b *graph.Builder, t *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			first := b.SliceCols(y[0], 0, 1)
			x := b.ConcatCols(b.Mul(y[1], y[2]), b.Sin(b.Add(first, t)))
			return []*G.Node{x, nil, b.Neg(b.Add(first, y[2])), b.Mul(y[2], y[1])}, b.Err()
		}}
	p := &ode.Problem[float64]{T0: 0, T1: 2, Rows: 3, Y: [][]float64{{1, 0, 0.5, 1, -1, 2}, {1, 2, 0.5}, {0, 1, 0.3}, nil}}
	tight := func(tab *tableau.Tableau) *integrate.Settings {
		return &integrate.Settings{Tableau: tab, RTol: 1e-10, ATol: 1e-10, Lanes: 2, Workers: 1}
	}
	want := mustSolve(t, mustSolver[float64](t, sys, tight(tableau.DOP853)), p)
	s := mustSolver[float64](t, sys, tight(tableau.Rodas5P))
	got := mustSolve(t, s, p)
	for b := range sys.Blocks {
		for i, v := range append(append([]float64(nil), want.Y[b]...), want.Quad[b]...) {
			if g := append(append([]float64(nil), got.Y[b]...), got.Quad[b]...)[i]; !(math.Abs(g-v) <= 1e-8) {
				t.Errorf("block %d[%d]: %.12g, DOP853 gives %.12g", b, i, g, v)
			}
		}
	}
	if n := testing.AllocsPerRun(5, func() {
		if _, err := s.SolveInto(t.Context(), p, got); err != nil {
			t.Fatal(err)
		}
	}); n > 0 {
		t.Errorf("a solve into earlier results allocates %g times, want 0", n)
	}
}
