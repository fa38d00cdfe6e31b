// Conditional finds the density of y given x where no curve with an error bar would do: the points spread wide on the
// left and part into two branches on the right. A flow of one dimension takes x as its condition. The program prints
// the mean log-density of unseen points, and beside it that by the density that the points were drawn from and that by
// a straight line with normal errors. conditional.png in the folder out shows the points, log p(y | x), and a draw of y
// for the x of each point.
//
//	go run ./examples/conditional
package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/examples/internal/figure"
	"github.com/gorgoflow/gorgoflow/examples/internal/program"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/optim"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

const upper = 0.7 // the share of the upper branch

// at is where the branches of y given x lie, at ±centre, and how wide they are.
func at(x float64) (centre, spread float64) {
	return math.Sqrt(max(0, x)), 0.08 + 0.15*max(0, -x) + 0.04*max(0, x)
}

// truth is the log-density of y given x.
func truth(x, y float64) float64 {
	centre, spread := at(x)
	p := func(mean float64) float64 { return distuv.Normal{Mu: mean, Sigma: spread}.Prob(y) }
	return math.Log(upper*p(centre) + (1-upper)*p(-centre))
}

// points are pairs (x, y), with the condition x apart.
type points struct{ x, y [][]float64 }

func draw(rng *rand.Rand, n int) (p points) {
	for range n {
		x := 4*rng.Float64() - 2
		centre, spread := at(x)
		if rng.Float64() > upper {
			centre = -centre
		}
		p.x, p.y = append(p.x, []float64{x}), append(p.y, []float64{centre + spread*rng.NormFloat64()})
	}
	return p
}

// pairs are points of the plane.
func (p points) pairs() (xy [][]float64) {
	for i := range p.x {
		xy = append(xy, []float64{p.x[i][0], p.y[i][0]})
	}
	return xy
}

// fit trains a flow of y whose network sees x.
func fit(ctx context.Context, p points, iterations int) *likelihood.Flow {
	network := program.Must(dynamics.NewMLP(1, &dynamics.MLPSettings{Hidden: []int{64, 64}, Cond: 1, Seed: 1}))
	flow := program.Must(likelihood.New(network, &likelihood.Settings{Solver: &integrate.Settings{RTol: 1e-4, ATol: 1e-4}}))
	program.Must(train.Fit(ctx, flow, p.y, &train.Settings{Iterations: iterations, Batch: 256, Optimizer: optim.Adam{Rate: 1e-2}, Average: 0.99, Condition: p.x, Seed: 1}))
	return flow
}

// straight is the mean log-density by a straight line with normal errors.
func straight(p, unseen points) float64 {
	column := func(rows [][]float64) (c []float64) {
		for _, row := range rows {
			c = append(c, row[0])
		}
		return c
	}
	x, y := column(p.x), column(p.y)
	intercept, slope := stat.LinearRegression(x, y, nil, false)
	for i := range y {
		y[i] -= intercept + slope*x[i]
	}
	errors, sum := distuv.Normal{Sigma: stat.StdDev(y, nil)}, 0.0
	for i, x := range unseen.x {
		sum += errors.LogProb(unseen.y[i][0] - intercept - slope*x[0])
	}
	return sum / float64(len(unseen.x))
}

// known is the mean log-density of points by the density that they were drawn from.
func (p points) known() (mean float64) {
	for i := range p.x {
		mean += truth(p.x[i][0], p.y[i][0]) / float64(len(p.x))
	}
	return mean
}

// picture has the log-density on a grid, each of whose columns is a condition.
func picture(ctx context.Context, flow *likelihood.Flow, p points, columns int) *figure.Panels {
	grid := figure.NewGrid(figure.Bounds(p.pairs(), 0.03), columns, 1)
	var at points
	for _, xy := range grid.Points() {
		at.x, at.y = append(at.x, xy[:1]), append(at.y, xy[1:])
	}
	grid.Values = program.Must(flow.LogProbWith(ctx, at.y, &likelihood.LogProbRequest{Condition: at.x})).LogProb
	of := program.Must(flow.LogProbWith(ctx, p.y, &likelihood.LogProbRequest{Condition: p.x})).LogProb
	again := points{p.x, program.Must(flow.SampleWith(ctx, len(p.x), 1, &likelihood.SampleRequest{Condition: p.x})).X}
	low, high := figure.Range(of)
	return &figure.Panels{Name: "Points", XLabel: "x", YLabel: "y", Unit: "nats, of y given x",
		Data: p.pairs(), Samples: again.pairs(), LogDensity: grid, Low: low, High: high, Box: grid.Box}
}

func main() { program.Picture("conditional", run) }

func run(ctx context.Context, stdout io.Writer) (*figure.Panels, error) {
	rng := rand.New(rand.NewPCG(1, 2))
	seen, unseen := draw(rng, 3000), draw(rng, 3000)
	flow := fit(ctx, seen, 1000)
	mean := program.Must(flow.MeanLogProb(ctx, unseen.y, &likelihood.MeanRequest{Condition: unseen.x}))
	fmt.Fprintf(stdout, "mean log p(y | x) of %d points not seen: flow %.3f, the density they were drawn from %.3f, a straight line %.3f nats\n",
		len(unseen.x), mean.LogProb, unseen.known(), straight(seen, unseen))
	return picture(ctx, flow, seen, 250), nil
}
