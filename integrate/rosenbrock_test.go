// Rosenbrock methods: order, stability, gradients, dense output.

package integrate_test

import (
	"errors"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/internal/method"
	"github.com/gorgoflow/gorgoflow/integrate/internal/odetest"
	"github.com/gorgoflow/gorgoflow/integrate/internal/rosenbrock"
	"github.com/gorgoflow/gorgoflow/integrate/internal/trees"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	G "gorgonia.org/gorgonia"
)

// rosenbrockWeights returns the Φ_i(τ) of a Rosenbrock method: a vertex with one child is entered
// through α + γ, with several through α (Hairer, Wanner, Solving ODEs II, IV.7, Theorem 7.4).
func rosenbrockWeights(c *rosenbrock.Classical, τ *trees.Tree) []float64 {
	n, _ := c.Alpha.Dims()
	phi := make([]float64, n)
	for i := range phi {
		phi[i] = 1
	}
	for _, child := range τ.Children {
		below := rosenbrockWeights(c, child)
		for i := range phi {
			sum := 0.0
			for j, v := range below {
				a := c.Alpha.At(i, j)
				if len(τ.Children) == 1 {
					a += c.Gamma.At(i, j)
				}
				sum += a * v
			}
			phi[i] *= sum
		}
	}
	return phi
}

// TestRosenbrockOrderConditions: each method, and each embedded one, has its order and no
// higher, up to the digits of the published coefficients.
func TestRosenbrockOrderConditions(t *testing.T) {
	trees := trees.Rooted(6)
	order := func(c *rosenbrock.Classical, b []float64) int {
		for order := 1; order < len(trees); order++ {
			for _, τ := range trees[order] {
				residual := -1 / float64(τ.Density)
				for i, v := range rosenbrockWeights(c, τ) {
					residual += b[i] * v
				}
				if math.Abs(residual) > 1e-10 {
					return order - 1
				}
			}
		}
		return len(trees) - 1
	}
	for _, tab := range odetest.Implicit {
		if err := tab.Validate(); err != nil {
			t.Error(err)
		}
		c := method.Classical(tab)
		if got := order(c, c.B); got != tab.Order {
			t.Errorf("%s: order %d, want %d", tab.Name, got, tab.Order)
		}
		embedded := make([]float64, len(c.B))
		for i := range embedded {
			embedded[i] = c.B[i] - c.BErr[i]
		}
		if got := order(c, embedded); got != tab.EmbeddedOrder {
			t.Errorf("%s: embedded order %d, want %d", tab.Name, got, tab.EmbeddedOrder)
		}
	}
}

// TestRosenbrockLStable: the stability function R(z) = 1 + z bᵀ(I − zβ)⁻¹𝟙 is small far to the left and
// at most 1 on the imaginary axis; and so it is for the step as computed, on y' = λy.
func TestRosenbrockLStable(t *testing.T) {
	for _, tab := range odetest.Implicit {
		for _, z := range []float64{-1e8, -1e4, -30} {
			sys := odetest.ScalarSystem(func(b *graph.Builder, _, y *G.Node) *G.Node { return b.Scale(y, z) })
			s := mustSolver[float64](t, sys, &integrate.Settings{Tableau: tab, Steps: 1, Lanes: 1})
			out := mustSolve(t, s, &ode.Problem[float64]{T0: 0, T1: 1, Rows: 1, Y: [][]float64{{1}}})
			if got := math.Abs(out.Y[0][0]); !(got < 20/-z) {
				t.Errorf("%s: |R(%g)| = %g", tab.Name, z, got)
			}
		}
		for _, omega := range []float64{0.1, 1, 3, 10, 100, 1e5} {
			sys := &ode.System{Blocks: []ode.Block{{Name: "x", Width: 2}}, Build: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
				return []*G.Node{b.MatMul(y[0], b.Const(2, 2, []float64{0, omega, -omega, 0}), false, false)}, b.Err()
			}}
			s := mustSolver[float64](t, sys, &integrate.Settings{Tableau: tab, Steps: 1, Lanes: 1})
			out := mustSolve(t, s, &ode.Problem[float64]{T0: 0, T1: 1, Rows: 1, Y: [][]float64{{1, 0}}})
			if got := math.Hypot(out.Y[0][0], out.Y[0][1]); got > 1+1e-9 {
				t.Errorf("%s: |R(%gi)| = %.12g", tab.Name, omega, got)
			}
		}
	}
}

// TestRosenbrockObservedOrder: half the step divides the error by 2^order, on a nonlinear problem and
// on a time-dependent one, in either direction.
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
				if got := math.Log2(coarse / fine); math.Abs(got-float64(tab.Order)) > 0.2 {
					t.Errorf("%s, %s from %g: observed order %.3f, want %d (errors %.2g, %.2g)", tab.Name, name, ends[0], got, tab.Order, coarse, fine)
				}
			}
		}
	}
}

// area is y' = −y + cos t from 1, q' = t y: y = ½(cos t + sin t + e^(−t)).
func area() *ode.System {
	return &ode.System{Blocks: []ode.Block{{Name: "y", Width: 1}, {Name: "q", Width: 1, Quadrature: true}},
		Build: func(b *graph.Builder, t *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			return []*G.Node{b.Sub(b.Cos(t), y[0]), b.Mul(t, y[0])}, b.Err()
		}}
}

// TestRosenbrockQuadratures: an integral along the solution has the order of the method.
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

// TestRosenbrockGradient: replay is the gradient of the loss as computed, backsolve agrees to the
// tolerance, with conditions, quadratures and per-row steps, in either direction.
func TestRosenbrockGradient(t *testing.T) {
	for _, ends := range [][2]float64{{0.2, 1.3}, {1.3, 0.2}} {
		sys := odetest.Network[float64](t, 0.4)
		p := odetest.NetworkProblem[float64](3, ends[0], ends[1])
		fixed := mustSolver[float64](t, sys, &integrate.Settings{Tableau: tableau.Rodas5P, Steps: 3, Lanes: 2})
		g, err := fixed.Gradient(t.Context(), p, squares, nil)
		if err != nil {
			t.Fatalf("%+v", err)
		}
		value := func() float64 {
			g, err := fixed.Gradient(t.Context(), p, squares, nil)
			if err != nil {
				t.Fatal(err)
			}
			return g.Loss
		}
		difference := func(set func(d float64)) float64 {
			const h = 1e-5
			set(h)
			right := value()
			set(-2 * h)
			left := value()
			set(h)
			return (right - left) / (2 * h)
		}
		check := func(what string, got, want float64) {
			if math.Abs(got-want) > 1e-7*(1+math.Abs(want)) {
				t.Errorf("%s: %.10g, by differences %.10g", what, got, want)
			}
		}
		for i, q := range sys.Params.List() {
			for k := 0; k < q.Len(); k += 4 {
				check(q.Name, g.Params[i][k], difference(func(d float64) { q.Set(k, q.At(k)+d); q.Params().Touch() }))
			}
		}
		for k := range p.Y[0] {
			check("z", g.Y0[0][k], difference(func(d float64) { p.Y[0][k] += d }))
		}
		for k := range p.Args[0] {
			check("condition", g.Args[0][k], difference(func(d float64) { p.Args[0][k] += d }))
		}
		check("t0", g.T0, difference(func(d float64) { p.T0 += d }))
		check("t1", g.T1, difference(func(d float64) { p.T1 += d }))

		adaptive := mustSolver[float64](t, sys, &integrate.Settings{Tableau: tableau.Rodas5P, RTol: 1e-8, ATol: 1e-8, Lanes: 2})
		back, err := adaptive.Gradient(t.Context(), p, squares, &integrate.GradientSettings{Method: integrate.Backsolve})
		if err != nil {
			t.Fatalf("%+v", err)
		}
		replay, err := adaptive.Gradient(t.Context(), p, squares, nil)
		if err != nil {
			t.Fatalf("%+v", err)
		}
		for i := range replay.Params {
			for k, want := range replay.Params[i] {
				if got := back.Params[i][k]; math.Abs(got-want) > 1e-5*(1+math.Abs(want)) {
					t.Errorf("parameter %d[%d]: backsolve %g, replay %g", i, k, got, want)
				}
			}
		}
	}
}

// squares is ½ of the sum of the squares of all states, and the sum of all quadratures.
func squares(_, _ int, y [][]float64, quad [][]float64, ybar [][]float64, qbar [][]float64) (float64, error) {
	loss := 0.0
	for b := range y {
		for i, v := range y[b] {
			loss += v * v / 2
			ybar[b][i] = v
		}
		for i, v := range quad[b] {
			loss += v
			qbar[b][i] = 1
		}
	}
	return loss, nil
}

// TestRosenbrockRows: a row's result does not depend on the batch it is in, and a row that fails
// leaves the others alone.
func TestRosenbrockRows(t *testing.T) {
	s := mustSolver[float64](t, odetest.Network[float64](t, 0.4), &integrate.Settings{Tableau: tableau.Rodas5P, Lanes: 4, Workers: 2})
	p := odetest.NetworkProblem[float64](9, 0, 3)
	all := mustSolve(t, s, p)
	p.Y[0][3*4] = math.NaN()
	broken, err := s.Solve(t.Context(), p)
	if !errors.Is(err, ode.NotFinite) {
		t.Errorf("a NaN gives %v", err)
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

// TestRosenbrockShared: one step for the pack, and t as 1×1.
func TestRosenbrockShared(t *testing.T) {
	s := mustSolver[float64](t, area(), &integrate.Settings{Tableau: tableau.Rodas5P, Shared: true, RTol: 1e-9, ATol: 1e-9, Lanes: 3})
	out := mustSolve(t, s, &ode.Problem[float64]{T0: 0, T1: 2, Rows: 3, Y: [][]float64{{1, 1, 1}, nil}})
	want := 0.5 * (math.Cos(2) + math.Sin(2) + math.Exp(-2))
	for _, got := range out.Y[0] {
		if math.Abs(got-want) > 1e-8 {
			t.Errorf("%.12g, want %.12g", got, want)
		}
	}
}

// TestRosenbrockValidateRefuses breaks a sound method in one place at a time.
func TestRosenbrockValidateRefuses(t *testing.T) {
	for name, spoil := range map[string]func(*tableau.Tableau){
		"gamma":        func(t *tableau.Tableau) { t.Rosenbrock.Gamma = 0 },
		"coupling":     func(t *tableau.Tableau) { t.Rosenbrock.Coupling = t.Rosenbrock.Coupling[:3] },
		"coupling row": func(t *tableau.Tableau) { t.Rosenbrock.Coupling[2] = nil },
		"time weight":  func(t *tableau.Tableau) { t.Rosenbrock.TimeWeights[1] = 0 },
		"abscissa":     func(t *tableau.Tableau) { t.C[2] = 0.3 },
		"weights":      func(t *tableau.Tableau) { t.B[0] = 1 },
		"order":        func(t *tableau.Tableau) { t.Order = 0 },
	} {
		tab, r := *tableau.Rodas4, *tableau.Rodas4.Rosenbrock
		tab.B, tab.C = append([]float64(nil), tab.B...), append([]float64(nil), tab.C...)
		r.TimeWeights, r.Coupling = append([]float64(nil), r.TimeWeights...), append([][]float64(nil), r.Coupling...)
		tab.Rosenbrock = &r
		spoil(&tab)
		if err := tab.Validate(); !errors.Is(err, tableau.ErrTableau) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestRosenbrockInside: the solution inside a step has the order of the interpolant, and meets the
// ends of the step, for a state and for a quadrature.
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

// TestRosenbrockBlocks: states in several blocks, one of which stands still, agree with an explicit
// method, and a solve allocates nothing once it is warm.
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
			if g := append(append([]float64(nil), got.Y[b]...), got.Quad[b]...)[i]; math.Abs(g-v) > 1e-8 {
				t.Errorf("block %d[%d]: %.12g, DOP853 gives %.12g", b, i, g, v)
			}
		}
	}
	if n := testing.AllocsPerRun(5, func() { got, _ = s.SolveInto(t.Context(), p, got) }); n > 0 {
		t.Errorf("a warm solve allocates %g times", n)
	}
}

// TestStiffGradient: replay through a stiff solve in a few steps against the closed form. Backsolve
// would follow the fast decay backwards, where it grows: it fails with a typed error.
func TestStiffGradient(t *testing.T) {
	params := graph.NewParams(graph.DtypeOf[float64]())
	rate, err := params.Add("rate", 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	rate.Set(0, 1000)
	sys := odetest.ScalarSystem(func(b *graph.Builder, t, y *G.Node) *G.Node {
		return b.Mul(b.Sub(b.Cos(t), y), b.Param(rate))
	})
	sys.Params = params
	s := mustSolver[float64](t, sys, &integrate.Settings{Tableau: tableau.Rodas5P, RTol: 1e-8, ATol: 1e-8})
	p := &ode.Problem[float64]{T0: 0, T1: 2, Rows: 1, Y: [][]float64{{1}}}
	g, err := s.Gradient(t.Context(), p, squares, nil)
	if err != nil {
		t.Fatal(err)
	}
	end := func(r float64) float64 { return (r*r*math.Cos(2) + r*math.Sin(2)) / (1 + r*r) }
	want := end(1000) * (end(1001) - end(999)) / 2
	if got := g.Params[0][0]; math.Abs(got-want) > 1e-4*math.Abs(want) || g.Solution.Stats.Accepted > 100 {
		t.Errorf("derivative by the rate %g, want %g; %d steps", got, want, g.Solution.Stats.Accepted)
	}
	var stopped *ode.StepError
	if _, err := s.Gradient(t.Context(), p, squares, &integrate.GradientSettings{Method: integrate.Backsolve}); !errors.As(err, &stopped) {
		t.Errorf("backsolve: %v", err)
	}
}
