// Latent learns the motion behind noisy spirals that turn either way, each observed at irregular times of its own. It
// is a latent ODE (Rubanova, Chen, Duvenaud, 2019), dz/dt = f(z) in four dimensions, two of which are observed. Each
// series has a posterior N(m, s²) of z(0), which is found together with f by the evidence lower bound. For new series
// only the posterior is fitted, to the points of the first half. latent.png in the folder out shows the solution over
// that half and, dashed, its extrapolation.
//
//	go run ./examples/latent
package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/examples/internal/figure"
	"github.com/gorgoflow/gorgoflow/examples/internal/program"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/train/optim"
	"gonum.org/v1/gonum/floats"
	"gorgonia.org/tensor"
)

const latent, noise = 4, 0.03 // dimensions; standard deviation of an observation
// spiral is the true position on a spiral: pitch, phase and direction differ.
type spiral struct{ pitch, phase, direction float64 }

func (s spiral) at(t float64) (x, y float64) {
	r, angle := 0.3+s.pitch*t, s.phase+s.direction*6*t
	return r * math.Cos(angle), r * math.Sin(angle)
}

// series are observations of some spirals.
type series struct {
	truth  []spiral
	times  [][]float64
	points [][]float64 // of each spiral: two numbers for each time
}

func draw(rng *rand.Rand, n int, end float64) (s series) {
	for i := range n {
		one := spiral{0.4 + 0.4*rng.Float64(), 2 * math.Pi * rng.Float64(), float64(2*(i%2) - 1)}
		times, points := make([]float64, 10+rng.IntN(8)), []float64(nil)
		for k := range times {
			times[k] = end * rng.Float64()
		}
		slices.Sort(times)
		for _, t := range times {
			x, y := one.at(t)
			points = append(points, x+noise*rng.NormFloat64(), y+noise*rng.NormFloat64())
		}
		s.truth, s.times, s.points = append(s.truth, one), append(s.times, times), append(s.points, points)
	}
	return s
}

// loss is the negative log-likelihood of each series, without a constant.
func (s series) loss(c *integrate.Trajectory[float64]) (sum float64, err error) {
	rows, stride := float64(len(s.times)), len(c.Saved[0])/len(s.times)
	for row, points := range s.points {
		for i, v := range points {
			at := row*stride + i/2*latent + i%2
			d := (c.Saved[0][at] - v) / noise
			sum, c.SavedBar[0][at] = sum+d*d/2/rows, d/noise/rows
		}
	}
	return sum, nil
}

// posterior has the mean and the logarithm of the deviation of z(0) of each series.
func (s series) posterior() *graph.Params {
	q := graph.NewParams(tensor.Float64)
	mean, spread := program.Must(q.Add("mean", len(s.times), latent)), program.Must(q.Add("log deviation", len(s.times), latent))
	for i := range spread.Len() {
		spread.Set(i, -3)
		if row, c := i/latent, i%latent; c < 2 {
			mean.Set(i, s.points[row][c])
		}
	}
	return q
}

// fit goes up the evidence lower bound: of the posterior, and of f where learn says so.
func fit(ctx context.Context, stdout io.Writer, f dynamics.Field, solver *integrate.Solver[float64], s series, steps int, learn bool) *graph.Params {
	q, rng := s.posterior(), rand.New(rand.NewPCG(1, 3))
	mean, spread := graph.Data[float64](q.List()[0]), graph.Data[float64](q.List()[1])
	params := slices.Clone(q.List())
	if learn {
		params = append(params, f.Params().List()...)
	}
	adam := program.Must(optim.Adam{Rate: 0.02}.Start(params, nil))
	z, ε, rows := make([]float64, len(mean)), make([]float64, len(mean)), float64(len(s.times))
	for step := range steps {
		for i := range z {
			ε[i] = rng.NormFloat64()
			z[i] = mean[i] + math.Exp(spread[i])*ε[i]
		}
		g := program.Must(solver.GradientOfTrajectory(ctx, &ode.Problem[float64]{T1: 1, Rows: len(s.times), Y: [][]float64{z}, RowSaveAt: s.times}, s.loss, nil))
		bars, bound := [][]float64{slices.Clone(g.Y0[0]), make([]float64, len(z))}, -g.Loss
		for i, m := range mean { // with the divergence from N(0, 1)
			deviation := math.Exp(spread[i])
			bound -= (m*m + deviation*deviation - 1 - 2*spread[i]) / 2 / rows
			bars[1][i] = bars[0][i]*ε[i]*deviation + (deviation*deviation-1)/rows
			bars[0][i] += m / rows
		}
		program.Must(0, optim.Move(adam, params, append(bars, g.Params...)[:len(params)], (1+math.Cos(math.Pi*float64(step)/float64(steps)))/2))
		f.Params().Touch()
		if (step+1)%(steps/4) == 0 {
			fmt.Fprintf(stdout, "step %4d: bound %.2f a series\n", step+1, bound)
		}
	}
	return q
}

func main() { program.Picture("latent", run) }

func run(ctx context.Context, stdout io.Writer) (figure.Lines, error) {
	rng := rand.New(rand.NewPCG(1, 2))
	f := program.Must(dynamics.NewMLP(latent, &dynamics.MLPSettings{Hidden: []int{64}, Layer: dynamics.Ignore, Seed: 1, Float64: true}))
	solver := program.Must(integrate.NewSolver[float64](ode.FromField(f), &integrate.Settings{RTol: 1e-3, ATol: 1e-3}))
	fit(ctx, stdout, f, solver, draw(rng, 100, 1), 2400, true)
	unseen, times := draw(rng, 4, 0.5), floats.Span(make([]float64, 201), 0, 1)
	q := fit(ctx, stdout, f, solver, unseen, 600, false)
	out := program.Must(solver.Solve(ctx, &ode.Problem[float64]{T1: 1, Rows: 4, Y: [][]float64{graph.Data[float64](q.List()[0])}, SaveAt: times})).Saved[0]
	picture, worst := figure.Lines{}, make([]float64, 4)
	for row, one := range unseen.truth {
		lines := [4]figure.Line{{Color: 2}, {Color: 1}, {Color: 1, Dashed: true}, {Dots: true}} // truth, interpolated, extrapolated, data
		add := func(l *figure.Line, x, y float64) { l.X, l.Y = append(l.X, x), append(l.Y, y) }
		for i, t := range times {
			x, y := one.at(t)
			at := out[(row*len(times)+i)*latent:]
			add(&lines[0], x, y)
			add(&lines[1+min(1, i/101)], at[0], at[1])
			worst[row] = max(worst[row], math.Hypot(at[0]-x, at[1]-y))
		}
		for i := 0; i < len(unseen.points[row]); i += 2 {
			add(&lines[3], unseen.points[row][i], unseen.points[row][i+1])
		}
		picture = append(picture, figure.LinePanel{Title: fmt.Sprintf("off by %.2f at most", worst[row]), Lines: lines[:], Square: true})
	}
	return picture, nil
}
