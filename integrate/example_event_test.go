// An example of the package's documentation: the time of an event, differentiated.

package integrate_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	G "gorgonia.org/gorgonia"
)

// A stone that falls from a height h, with an acceleration of 10, lands at t* = √(h/5), and dt*/dh = 1/(10 t*).
func ExampleSolver_GradientAtEvent() {
	stone := &ode.System{Blocks: []ode.Block{{Name: "height, velocity", Width: 2}},
		Build: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			velocity := b.SliceCols(y[0], 1, 2)
			return []*G.Node{b.ConcatCols(velocity, b.Shift(b.Scale(velocity, 0), -10))}, b.Err()
		},
		Events: []ode.Event{{Name: "lands", Terminal: true, Direction: -1,
			Function: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) (*G.Node, error) {
				return b.SliceCols(y[0], 0, 1), b.Err()
			}}},
	}
	solver, err := integrate.NewSolver[float64](stone, &integrate.Settings{RTol: 1e-9, ATol: 1e-9})
	if err != nil {
		log.Fatal(err)
	}
	landing := func(stop *integrate.EventState[float64]) (loss float64, err error) {
		for row, t := range stop.T {
			loss += t
			stop.TBar[row] = 1
		}
		return loss, nil
	}
	problem := &ode.Problem[float64]{T1: 10, Rows: 2, Y: [][]float64{{5, 0, 20, 0}}}
	g, err := solver.GradientAtEvent(context.Background(), problem, landing, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("from 5: %.4f, by the height %.4f\n", g.Solution.Ends[0].T, g.Y0[0][0])
	fmt.Printf("from 20: %.4f, by the height %.4f\n", g.Solution.Ends[1].T, g.Y0[0][2])
	// Output:
	// from 5: 1.0000, by the height 0.1000
	// from 20: 2.0000, by the height 0.0500
}
