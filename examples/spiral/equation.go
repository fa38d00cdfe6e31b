// Equations in the plane, with a solver in which each row has its own duration.

package main

import (
	"context"
	"math"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

const (
	end    = 25   // of the trajectory
	points = 1000 // of the trajectory, evenly spaced in time
)

// start is the beginning of the trajectory.
var start = [2]float64{2, 0}

// equation is dy/dt = f(y) in the plane with a solver for it.
type equation struct {
	field  dynamics.Field
	solver *integrate.Solver[float64]
}

// cubic is the equation to be found.
func cubic() (*equation, error) {
	f, err := dynamics.NewField(2, graph.NewParams(tensor.Float64), func(b *graph.Builder, _, y, _ *G.Node) *G.Node {
		a := b.Const(2, 2, []float64{-0.1, 2, -2, -0.1})
		return b.MatMul(b.Mul(y, b.Square(y)), a, false, false)
	})
	if err != nil {
		return nil, err
	}
	return newEquation(f, 1e-9)
}

// newEquation makes a solver in which each row has its own duration τ: with t = τs,
// dy/ds = τ·f(y) from s = 0 to 1.
func newEquation(f dynamics.Field, tolerance float64) (*equation, error) {
	system := &ode.System{
		Blocks: []ode.Block{{Name: "y", Width: 2}},
		Args:   []ode.Block{{Name: "duration", Width: 1}},
		Params: f.Params(),
		Build: func(b *graph.Builder, s *G.Node, y, args []*G.Node) ([]*G.Node, error) {
			k, err := f.Build(b, b.Mul(s, args[0]), y[0], nil)
			return []*G.Node{b.Mul(k, args[0])}, err
		},
	}
	solver, err := integrate.NewSolver[float64](system, &integrate.Settings{RTol: tolerance, ATol: tolerance})
	return &equation{field: f, solver: solver}, err
}

// problem is a batch of starting points, two numbers each, and durations.
func problem(from, durations []float64) *ode.Problem[float64] {
	return &ode.Problem[float64]{T0: 0, T1: 1, Rows: len(durations),
		Y: [][]float64{from}, Args: [][]float64{durations}}
}

// timeOf is the time of a point of the trajectory.
func timeOf(point int) float64 { return end * float64(point) / (points - 1) }

// times are the times of all points.
func times() []float64 {
	t := make([]float64, points)
	for i := range t {
		t[i] = timeOf(i)
	}
	return t
}

// denser are times for a smooth line: many early, where the motion is fast.
func denser() []float64 {
	t := make([]float64, 2*points)
	for i := range t {
		s := float64(i) / float64(len(t)-1)
		t[i] = end * s * s
	}
	return t
}

// trajectory solves from the start to each of some times: one row each.
func (e *equation) trajectory(ctx context.Context, times []float64) ([]float64, error) {
	from := make([]float64, 0, 2*len(times))
	for range times {
		from = append(from, start[:]...)
	}
	solution, err := e.solver.Solve(ctx, problem(from, times))
	if err != nil {
		return nil, err
	}
	return solution.Y[0], nil
}

// at evaluates f at points of the plane.
func (e *equation) at(where [][]float64) ([][]float64, error) {
	b := graph.NewBuilder[float64](len(where))
	t, y := b.Shared("t", 1, 1), b.Input("y", 2)
	f, err := e.field.Build(b, t, y, nil)
	if err != nil {
		return nil, err
	}
	program, err := graph.Compile[float64]([]*G.Node{y}, []*G.Node{f}, &graph.CompileSettings{Builder: b})
	if err != nil {
		return nil, err
	}
	in, out, stride := program.Input(0), program.Output(0), program.Stride()
	for r, p := range where {
		in[r], in[stride+r] = p[0], p[1]
	}
	if err := program.Run(len(where)); err != nil {
		return nil, err
	}
	values := make([][]float64, len(where))
	for r := range where {
		values[r] = []float64{out[r], out[stride+r]}
	}
	return values, nil
}

// farthest is the largest distance between two lists of points.
func farthest(a, b []float64) float64 {
	d := 0.0
	for i := 0; i < len(a); i += 2 {
		d = math.Max(d, math.Hypot(a[i]-b[i], a[i+1]-b[i+1]))
	}
	return d
}
