// The training of torchdiffeq's ode_demo.py.

package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"time"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/internal/cputime"
	"github.com/gorgoflow/gorgoflow/train/optim"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

const (
	demoSteps  = 3000
	demoPieces = 20 // of the trajectory in a training step
	demoLength = 10 // points of a piece
	demoHidden = 50
	demoRate   = 1e-3
)

// demo learns as ode_demo.py does, from pieces of the trajectory at all of their points. BENCHMARKS.md has its time.
type demo struct {
	field  dynamics.Field
	solver *integrate.Solver[float64]
	data   []float64 // two numbers a point
	from   []int     // the points where the pieces of the batch begin
}

func newDemo(data []float64, seed uint64) (*demo, error) {
	field, err := demoField(seed)
	if err != nil {
		return nil, err
	}
	system := &ode.System{Blocks: []ode.Block{{Name: "y", Width: 2}}, Params: field.Params(),
		Build: func(b *graph.Builder, t *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			k, err := field.Build(b, t, y[0], nil)
			return []*G.Node{k}, err
		}}
	solver, err := integrate.NewSolver[float64](system, &integrate.Settings{
		Tableau: tableau.Dopri5, RTol: 1e-7, ATol: 1e-9, // torchdiffeq's
		FirstStep: timeOf(1), // in most cases one step goes from point to point
		Lanes:     24,        // whole vectors that twenty rows need
	})
	return &demo{field: field, solver: solver, data: data}, err
}

// demoField is W₂·tanh(W₁·y³ + b₁) + b₂, the weights drawn with a deviation of 0.1.
func demoField(seed uint64) (dynamics.Field, error) {
	params := graph.NewParams(tensor.Float64)
	rng := rand.New(rand.NewPCG(seed, 0x6f6465))
	for _, p := range []struct {
		name       string
		rows, cols int
		deviation  float64
	}{{"w1", demoHidden, 2, 0.1}, {"b1", 1, demoHidden, 0}, {"w2", 2, demoHidden, 0.1}, {"b2", 1, 2, 0}} {
		q, err := params.Add(p.name, p.rows, p.cols)
		if err != nil {
			return nil, err
		}
		for i := range q.Len() {
			q.Set(i, p.deviation*rng.NormFloat64())
		}
	}
	params.Touch()
	return dynamics.NewField(2, params, func(b *graph.Builder, _, y, _ *G.Node) *G.Node {
		leaf := func(name string) *G.Node { return b.Param(params.Get(name)) }
		h := b.Tanh(b.Add(b.MatMul(b.Mul(y, b.Square(y)), leaf("w1"), false, true), leaf("b1")))
		return b.Add(b.MatMul(h, leaf("w2"), false, true), leaf("b2"))
	})
}

// draw chooses the pieces of a batch.
func (d *demo) draw(rng *rand.Rand) { d.from = rng.Perm(points - demoLength)[:demoPieces] }

// problem is the batch, with the solution wanted at the points of each piece.
func (d *demo) problem() *ode.Problem[float64] {
	y := make([]float64, 0, 2*len(d.from))
	for _, i := range d.from {
		y = append(y, d.data[2*i:2*i+2]...)
	}
	at := times()[:demoLength]
	return &ode.Problem[float64]{T0: 0, T1: at[demoLength-1], Rows: len(d.from), Y: [][]float64{y}, SaveAt: at}
}

// loss is the mean absolute error at all points of all pieces.
func (d *demo) loss(path *integrate.Trajectory[float64]) (sum float64, err error) {
	n := float64(len(path.Saved[0]))
	for row, i := range d.from {
		begin := 2 * demoLength * row
		for k, v := range path.Saved[0][begin : begin+2*demoLength] {
			if e := v - d.data[2*i+k]; e != 0 {
				sum += math.Abs(e) / n
				path.SavedBar[0][begin+k] = math.Copysign(1/n, e)
			}
		}
	}
	return sum, nil
}

// whole is the mean absolute error of the solution over all of the time.
func (d *demo) whole(ctx context.Context) (sum float64, err error) {
	path, err := d.solver.Solve(ctx, &ode.Problem[float64]{T0: 0, T1: end, Rows: 1, Y: [][]float64{start[:]}, SaveAt: times()})
	if err != nil {
		return 0, err
	}
	for i, v := range path.Saved[0] {
		sum += math.Abs(v-d.data[i]) / float64(len(d.data))
	}
	return sum, nil
}

// step is one training step: down the gradient of a new batch.
func (d *demo) step(ctx context.Context, run optim.Run, rng *rand.Rand) (*integrate.Gradient[float64], error) {
	d.draw(rng)
	g, err := d.solver.GradientOfTrajectory(ctx, d.problem(), d.loss, nil)
	if err != nil {
		return nil, err
	}
	return g, optim.Move(run, d.field.Params().List(), g.Params, 1)
}

// fitDemo trains, and prints ten times how far the training is.
func fitDemo(ctx context.Context, steps int, seed uint64, data []float64, stdout io.Writer) (*equation, error) {
	d, err := newDemo(data, seed)
	if err != nil {
		return nil, err
	}
	run, err := rmsProp{demoRate}.Start(d.field.Params().List(), nil)
	if err != nil {
		return nil, err
	}
	rng := rand.New(rand.NewPCG(seed, 0x7069))
	begin, spent := time.Now(), cputime.Seconds()
	mean := 0.0
	for i := range steps {
		g, err := d.step(ctx, run, rng)
		if err != nil {
			return nil, err
		}
		mean += (g.Loss - mean) * math.Max(0.03, 1/float64(i+1))
		if (i+1)%max(1, steps/10) > 0 {
			continue
		}
		took, processors := time.Since(begin).Seconds(), cputime.Seconds()-spent
		whole, err := d.whole(ctx)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(stdout, "step %5d of %d: mean absolute error %.4f of the pieces, %.3f of the whole, %.0f evaluations a piece, %.2f s (of processors %.2f)\n",
			i+1, steps, mean, whole, float64(g.Forward.Evaluations)/demoPieces, took, processors)
	}
	return newEquation(d.field, 1e-7)
}
