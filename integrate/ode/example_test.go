// Examples of the package's documentation: events, output times and dense output.

package ode_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	G "gorgonia.org/gorgonia"
)

// ball falls with an acceleration of 10, and keeps half of its speed when it bounces.
func ball() *ode.System {
	height := func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) (*G.Node, error) {
		return b.SliceCols(y[0], 0, 1), b.Err()
	}
	bounce := func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
		return []*G.Node{b.ConcatCols(b.SliceCols(y[0], 0, 1), b.Scale(b.SliceCols(y[0], 1, 2), -0.5))}, b.Err()
	}
	return &ode.System{
		Blocks: []ode.Block{{Name: "height, velocity", Width: 2}},
		Build: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			velocity := b.SliceCols(y[0], 1, 2)
			return []*G.Node{b.ConcatCols(velocity, b.Shift(b.Scale(velocity, 0), -10))}, b.Err()
		},
		Events: []ode.Event{{Name: "ground", Function: height, Direction: -1, Jump: bounce}},
	}
}

func solve(p *ode.Problem[float64]) *ode.Solution[float64] {
	solver, err := integrate.NewSolver[float64](ball(), &integrate.Settings{RTol: 1e-9, ATol: 1e-9})
	if err != nil {
		log.Fatal(err)
	}
	solution, err := solver.Solve(context.Background(), p)
	if err != nil {
		log.Fatal(err)
	}
	return solution
}

// From a height of 5 the ball reaches the ground after a second. Each further bounce takes half as long.
func ExampleEvent() {
	s := solve(&ode.Problem[float64]{T1: 2.6, Rows: 1, Y: [][]float64{{5, 0}}})
	for _, o := range s.Events[0] {
		fmt.Printf("t = %.4f, velocity %.4f\n", o.T, o.Y[0][1])
	}
	// Output:
	// t = 1.0000, velocity -10.0000
	// t = 2.0000, velocity -5.0000
	// t = 2.5000, velocity -2.5000
}

// Each row has output times of its own.
func ExampleProblem() {
	s := solve(&ode.Problem[float64]{T1: 1, Rows: 2, Y: [][]float64{{5, 0, 20, 0}}, RowSaveAt: [][]float64{{0.5}, {0.2, 0.4}}})
	fmt.Printf("%.2f\n", s.Saved[0]) // two columns at two times for each of two rows
	// Output: [3.75 -5.00 NaN NaN 19.80 -2.00 19.20 -4.00]
}

// Dense output has the solution at times that are not known before the solve.
func ExampleDense_At() {
	s := solve(&ode.Problem[float64]{T1: 1.75, Rows: 1, Y: [][]float64{{5, 0}}, Dense: true})
	for _, t := range []float64{0.5, 1.25, 1.75} {
		y, err := s.Dense.At(nil, 0, 0, t)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%.4f\n", y)
	}
	// Output:
	// [3.7500 -5.0000]
	// [0.9375 2.5000]
	// [0.9375 -2.5000]
}
