// Benchmarks of equations that are no networks, which testdata/peer/equations.py compares with diffrax.

package integrate_test

import (
	"context"
	"math"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/internal/cputime"
	G "gorgonia.org/gorgonia"
)

// equation is an initial value problem, and what is computed of it.
type equation struct {
	system    *ode.System
	problem   ode.Problem[float64]
	tableau   *tableau.Tableau
	tolerance float64
	of        func(ctx context.Context, s *integrate.Solver[float64], p *ode.Problem[float64]) ([]float64, error)
}

// BenchmarkEquations solves equations of few columns or of many, stiff ones and some with events, and takes gradients of their
// solutions: with one step size a row and with one for each pack. It reports how many digits of what is computed are
// those by a tolerance of 1e-12.
func BenchmarkEquations(b *testing.B) {
	for name, e := range map[string]equation{
		"lorenz":               {lorenz(), starts(10000, 2, 3), tableau.Tsit5, 1e-6, ends},
		"alone":                {lorenz(), starts(1, 12, 3), tableau.Tsit5, 1e-6, ends},
		"alone-gradient":       {lorenz(), starts(1, 12, 3), tableau.Tsit5, 1e-6, gradientOfSquares},
		"oscillators":          {oscillators(50), starts(64, 10, 100), tableau.Dopri5, 1e-6, ends},
		"oscillators-gradient": {oscillators(50), starts(64, 10, 100), tableau.Dopri5, 1e-6, gradientOfSquares},
		"bodies":               {bodies(10), starts(100, 2, 60), tableau.Dopri5, 1e-6, ends},
		"bodies-gradient":      {bodies(10), starts(100, 2, 60), tableau.Dopri5, 1e-6, gradientOfSquares},
		"predators-gradient":   {predators(b), predatorStarts(1000), tableau.Tsit5, 1e-6, gradientOfOutputs},
		"balls":                {fallingBalls(), ballStarts(1000), tableau.Tsit5, 1e-8, eventTimes},
		"balls-gradient":       {fallingBalls(), ballStarts(1000), tableau.Tsit5, 1e-8, gradientOfEventTimes},
		"robertson":            {reactions(), reactionStarts(100), tableau.Rodas5P, 1e-8, ends},
		"diffusion":            {diffusion(20), diffusionStart(20), tableau.Rodas5P, 1e-6, ends},
		"diffusion-gradient":   {diffusion(20), diffusionStart(20), tableau.Rodas5P, 1e-6, gradientOfSquares},
	} {
		b.Run(name+"/rows", func(b *testing.B) { benchmarkEquation(b, e, false) })
		if e.system.Events == nil { // rows end by themselves there
			b.Run(name+"/batch", func(b *testing.B) { benchmarkEquation(b, e, true) })
		}
	}
}

func benchmarkEquation(b *testing.B, e equation, shared bool) {
	by := func(tolerance float64) func() []float64 {
		s := mustSolver[float64](b, e.system, &integrate.Settings{Tableau: e.tableau, RTol: tolerance, ATol: tolerance, Shared: shared})
		return func() []float64 {
			out, err := e.of(b.Context(), s, &e.problem)
			if err != nil {
				b.Fatal(err)
			}
			return out
		}
	}
	reference, run := by(1e-12)(), by(e.tolerance)
	out := run()
	b.ReportAllocs()
	before := cputime.Seconds()
	for b.Loop() {
		run()
	}
	b.ReportMetric((cputime.Seconds()-before)*1e3/float64(b.N), "cpu-ms/op")
	b.ReportMetric(digits(out, reference), "digits")
}

// digits is −log₁₀ of |a − b|/|b|.
func digits(a, b []float64) float64 {
	var above, below float64
	for i := range a {
		above += (a[i] - b[i]) * (a[i] - b[i])
		below += b[i] * b[i]
	}
	return math.Log10(below/above) / 2
}

func ends(ctx context.Context, s *integrate.Solver[float64], p *ode.Problem[float64]) ([]float64, error) {
	solution, err := s.Solve(ctx, p)
	if err != nil {
		return nil, err
	}
	return solution.Y[0], nil
}

func gradientOfSquares(ctx context.Context, s *integrate.Solver[float64], p *ode.Problem[float64]) ([]float64, error) {
	g, err := s.Gradient(ctx, p, func(lo, hi int, y [][]float64, _ [][]float64, ybar [][]float64, _ [][]float64) (sum float64, err error) {
		for i, v := range y[0] {
			sum, ybar[0][i] = sum+v*v, 2*v
		}
		return sum, nil
	}, nil)
	if err != nil {
		return nil, err
	}
	return g.Y0[0], nil
}

func gradientOfOutputs(ctx context.Context, s *integrate.Solver[float64], p *ode.Problem[float64]) ([]float64, error) {
	g, err := s.GradientOfTrajectory(ctx, p, func(c *integrate.Trajectory[float64]) (sum float64, err error) {
		for i, v := range c.Saved[0] {
			sum, c.SavedBar[0][i] = sum+(v-3)*(v-3), 2*(v-3)
		}
		return sum, nil
	}, nil)
	if err != nil {
		return nil, err
	}
	return g.Params[0], nil
}

func eventTimes(ctx context.Context, s *integrate.Solver[float64], p *ode.Problem[float64]) (out []float64, err error) {
	solution, err := s.Solve(ctx, p)
	if err != nil {
		return nil, err
	}
	for _, end := range solution.Ends {
		out = append(out, end.T)
	}
	return out, nil
}

func gradientOfEventTimes(ctx context.Context, s *integrate.Solver[float64], p *ode.Problem[float64]) ([]float64, error) {
	g, err := s.GradientAtEvent(ctx, p, func(e *integrate.EventState[float64]) (sum float64, err error) {
		for i, t := range e.T {
			sum, e.TBar[i] = sum+t, 1
		}
		return sum, nil
	}, nil)
	if err != nil {
		return nil, err
	}
	return g.Y0[0], nil
}

// starts are rows that equations.py has too.
func starts(rows int, end float64, width int) ode.Problem[float64] {
	y := make([]float64, rows*width)
	for i := range y {
		y[i] = math.Sin(float64(i))
	}
	return ode.Problem[float64]{T1: end, Rows: rows, Y: [][]float64{y}}
}

func of(width int, build func(b *graph.Builder, y *G.Node) *G.Node) *ode.System {
	return &ode.System{Blocks: []ode.Block{{Name: "y", Width: width}}, Build: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
		return []*G.Node{build(b, y[0])}, b.Err()
	}}
}

// lorenz is Lorenz's system of 1963, σ = 10, ρ = 28, β = 8/3.
func lorenz() *ode.System {
	return of(3, func(b *graph.Builder, y *G.Node) *G.Node {
		x, v, z := b.SliceCols(y, 0, 1), b.SliceCols(y, 1, 2), b.SliceCols(y, 2, 3)
		return b.ConcatCols(b.Scale(b.Sub(v, x), 10), b.Sub(b.Mul(x, b.Shift(b.Neg(z), 28)), v), b.Sub(b.Mul(x, v), b.Scale(z, 8.0/3)))
	})
}

// neighbours are the columns behind and before each of x, 0 beyond the ends.
func neighbours(b *graph.Builder, x *G.Node, n int) (behind, before *G.Node) {
	return b.PadCols(b.SliceCols(x, 1, n), 0, 1), b.PadCols(b.SliceCols(x, 0, n-1), 1, 0)
}

// oscillators is a chain of n masses with springs that harden (Fermi, Pasta, Ulam, Tsingou).
func oscillators(n int) *ode.System {
	return of(2*n, func(b *graph.Builder, y *G.Node) *G.Node {
		x, v := b.SliceCols(y, 0, n), b.SliceCols(y, n, 2*n)
		behind, before := neighbours(b, x, n)
		right, left := b.Sub(behind, x), b.Sub(x, before)
		return b.ConcatCols(v, b.Add(b.Sub(right, left), b.Scale(b.Sub(b.Square(right), b.Square(left)), 0.25)))
	})
}

// bodies is n bodies of mass 1/n that attract each other, softened by 0.1.
func bodies(n int) *ode.System {
	pairs := n * (n - 1) / 2
	pair := make([]float64, n*pairs) // x_i − x_j of all pairs is x times this matrix
	k := 0
	for i := range n {
		for j := i + 1; j < n; j++ {
			pair[i*pairs+k], pair[j*pairs+k] = 1, -1
			k++
		}
	}
	return of(6*n, func(b *graph.Builder, y *G.Node) *G.Node {
		matrix, squares, distances := b.Const(n, pairs, pair), b.Const(1, 1, []float64{0.01}), make([]*G.Node, 3)
		for c := range distances {
			distances[c] = b.MatMul(b.SliceCols(y, c*n, (c+1)*n), matrix, false, false)
			squares = b.Add(b.Square(distances[c]), squares)
		}
		weight, out := b.Inverse(b.Mul(squares, b.Sqrt(squares))), []*G.Node{b.SliceCols(y, 3*n, 6*n)}
		for _, d := range distances {
			out = append(out, b.Scale(b.MatMul(b.Mul(d, weight), matrix, false, true), -1/float64(n)))
		}
		return b.ConcatCols(out...)
	})
}

// predators is the system of Lotka and Volterra with four rates that can be learned.
func predators(t testing.TB) *ode.System {
	params := graph.NewParams(graph.DtypeOf[float64]())
	rates, err := params.Add("rates", 1, 4)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range []float64{1, 0.1, 1.5, 0.075} {
		rates.Set(i, v)
	}
	s := of(2, func(b *graph.Builder, y *G.Node) *G.Node {
		rate := func(i int) *G.Node { return b.SliceCols(b.Param(rates), i, i+1) }
		u, v := b.SliceCols(y, 0, 1), b.SliceCols(y, 1, 2)
		uv := b.Mul(u, v)
		return b.ConcatCols(b.Sub(b.Mul(u, rate(0)), b.Mul(uv, rate(1))), b.Sub(b.Mul(uv, rate(3)), b.Mul(v, rate(2))))
	})
	s.Params = params
	return s
}

func predatorStarts(rows int) (p ode.Problem[float64]) {
	p = starts(rows, 20, 2)
	for i := range rows {
		p.Y[0][2*i], p.Y[0][2*i+1] = 10+0.01*float64(i), 5+0.005*float64(i)
	}
	for i := range 100 {
		p.SaveAt = append(p.SaveAt, float64(i+1)/5)
	}
	return p
}
