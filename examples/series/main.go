// Series finds the rates of Lotka and Volterra's equations, dx/dt = αx − βxy and dy/dt = δxy − γy, from noisy series of
// two populations, each observed at irregular times of its own. The curvature of the likelihood tells how well the
// rates are known. The picture series.png in the folder out shows one of six series, the fit, and dashed the truth.
//
//	go run ./examples/series
package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/gorgoflow/gorgoflow/examples/internal/figure"
	"github.com/gorgoflow/gorgoflow/examples/internal/program"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"gonum.org/v1/gonum/diff/fd"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

const series, end, noise = 6, 20.0, 0.15  // the time of the end; the standard deviation of the logarithm of a count
var truth = []float64{1.1, 0.4, 0.1, 0.4} // α, β, δ, γ

// model has logarithms of populations as its state and logarithms of rates as parameters, so that both stay positive.
type model struct {
	rates   *graph.Param
	solver  *integrate.Solver[float64]
	problem *ode.Problem[float64] // a row a series
	counts  [][]float64           // of a series: the logarithms of both populations at each of its times
}

func newModel() *model {
	params := graph.NewParams(tensor.Float64)
	rates := program.Must(params.Add("log rates", 1, 4))
	system := &ode.System{Blocks: []ode.Block{{Name: "log populations", Width: 2}}, Params: params,
		Build: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			size, rate := b.Exp(y[0]), b.Exp(b.Param(rates))
			prey, hunters := b.SliceCols(size, 0, 1), b.SliceCols(size, 1, 2)
			at := func(i int) *G.Node { return b.SliceCols(rate, i, i+1) }
			return []*G.Node{b.ConcatCols(b.Sub(at(0), b.Mul(hunters, at(1))), b.Sub(b.Mul(prey, at(2)), at(3)))}, b.Err()
		}}
	solver := program.Must(integrate.NewSolver[float64](system, &integrate.Settings{RTol: 1e-8, ATol: 1e-8}))
	return &model{rates: rates, solver: solver, problem: &ode.Problem[float64]{T1: end, Rows: series, Y: make([][]float64, 1)}}
}

// set takes four rates and where each series begins, all as logarithms.
func (m *model) set(θ []float64) {
	program.Must(0, m.rates.SetAll(θ[:4]))
	m.problem.Y[0] = slices.Clone(θ[4:])
}

// observe makes the data, and returns the true parameters.
func (m *model) observe(ctx context.Context, rng *rand.Rand) (θ []float64) {
	θ = []float64{math.Log(truth[0]), math.Log(truth[1]), math.Log(truth[2]), math.Log(truth[3])}
	for row := range series {
		θ = append(θ, math.Log(2+6*rng.Float64()), math.Log(2+6*rng.Float64()))
		m.problem.RowSaveAt = append(m.problem.RowSaveAt, make([]float64, 8+rng.IntN(12)))
		for i := range m.problem.RowSaveAt[row] {
			m.problem.RowSaveAt[row][i] = end * rng.Float64()
		}
		slices.Sort(m.problem.RowSaveAt[row])
	}
	m.set(θ)
	saved := program.Must(m.solver.Solve(ctx, m.problem)).Saved[0]
	for row, times := range m.problem.RowSaveAt {
		m.counts = append(m.counts, slices.Clone(saved[row*len(saved)/series:][:2*len(times)]))
		for i := range m.counts[row] {
			m.counts[row][i] += noise * rng.NormFloat64()
		}
	}
	return θ
}

// loss is the negative log-likelihood, without a constant, and its gradient.
func (m *model) loss(ctx context.Context, θ []float64) (loss float64, gradient []float64) {
	m.set(θ)
	g, err := m.solver.GradientOfTrajectory(ctx, m.problem, func(c *integrate.Trajectory[float64]) (sum float64, err error) {
		for row, counts := range m.counts {
			at := row * len(c.Saved[0]) / series
			for i, v := range counts {
				d := (c.Saved[0][at+i] - v) / noise
				sum, c.SavedBar[0][at+i] = sum+d*d/2, d/noise
			}
		}
		return sum, nil
	}, nil)
	if err != nil { // a line search may try rates under which no solution exists to the end
		return math.Inf(1), make([]float64, len(θ))
	}
	return g.Loss, append(slices.Clone(g.Params[0]), g.Y0[0]...)
}

func main() { program.Picture("series", run) }

func run(ctx context.Context, stdout io.Writer) (figure.Lines, error) {
	m := newModel()
	known := m.observe(ctx, rand.New(rand.NewPCG(1, 2)))
	found, covariance := m.fit(ctx)
	var rates []string
	for i, name := range []string{"α", "β", "δ", "γ"} { // with the truth in brackets
		rates = append(rates, fmt.Sprintf("%s %.2f ± %.3f (%g)", name, math.Exp(found[i]), math.Exp(found[i])*math.Sqrt(covariance.At(i, i)), truth[i]))
	}
	title := strings.Join(rates, ", ")
	fmt.Fprintln(stdout, title)
	return figure.Lines{m.panel(ctx, title, found, known)}, nil
}

// fit maximises the likelihood from rates of ½. The covariance is the inverse of the Hessian at the maximum, by differences
// of gradients.
func (m *model) fit(ctx context.Context) ([]float64, mat.Matrix) {
	θ := slices.Repeat([]float64{math.Log(0.5)}, 4)
	for _, counts := range m.counts {
		θ = append(θ, counts[:2]...)
	}
	value := func(θ []float64) float64 { loss, _ := m.loss(ctx, θ); return loss }
	slope := func(into, θ []float64) { _, g := m.loss(ctx, θ); copy(into, g) }
	best, err := optimize.Minimize(optimize.Problem{Func: value, Grad: slope}, θ, &optimize.Settings{GradientThreshold: 1e-3}, &optimize.BFGS{})
	θ = program.Must(best, cmp.Or(ctx.Err(), err)).X
	hessian, inverse := mat.NewDense(len(θ), len(θ), nil), &mat.Dense{}
	fd.Jacobian(hessian, slope, θ, &fd.JacobianSettings{Formula: fd.Central, Step: 1e-4})
	return θ, program.Must(inverse, inverse.Inverse(hessian))
}

// panel shows the first series: counts, the fit, and dashed the truth.
func (m *model) panel(ctx context.Context, title string, found, known []float64) figure.LinePanel {
	p, dense := figure.LinePanel{Title: title, XLabel: "t", YLabel: "logarithm of the population"},
		&ode.Problem[float64]{T1: end, Rows: series, SaveAt: floats.Span(make([]float64, 400), 0, end)}
	add := func(name string, times, logs []float64, which int, dashed, dots bool) {
		p.Lines = append(p.Lines, figure.Line{Name: name, X: times, Y: mat.Col(nil, which, mat.NewDense(len(times), 2, logs[:2*len(times)])), Color: which, Dashed: dashed, Dots: dots})
	}
	for which, name := range []string{"prey", "predators"} {
		for i, θ := range [][]float64{known, found} {
			m.set(θ)
			dense.Y = m.problem.Y
			add([]string{"", name}[i], dense.SaveAt, program.Must(m.solver.Solve(ctx, dense)).Saved[0], which, i == 0, false)
		}
		add("", m.problem.RowSaveAt[0], m.counts[0], which, false, true)
	}
	return p
}
