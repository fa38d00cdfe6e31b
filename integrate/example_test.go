// Examples of the package's documentation.

package integrate_test

import (
	"context"
	"fmt"
	"log"
	"math"
	"os"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	G "gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// growth is dy/dt = r·y with a rate r that can be learned.
func growth(r float64) *ode.System {
	params := graph.NewParams(tensor.Float64)
	rate, err := params.Add("rate", 1, 1)
	if err != nil {
		log.Fatal(err)
	}
	rate.Set(0, r)
	params.Touch()
	return &ode.System{Blocks: []ode.Block{{Name: "y", Width: 1}}, Params: params,
		Build: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			return []*G.Node{b.Mul(y[0], b.Param(rate))}, b.Err()
		}}
}

// Every row has its own steps: two pendulums that swing a little are back after 2π, and a third that swings far needs more
// steps and is not back.
func Example() {
	pendulum := &ode.System{Blocks: []ode.Block{{Name: "angle, velocity", Width: 2}},
		Build: func(b *graph.Builder, _ *G.Node, y, _ []*G.Node) ([]*G.Node, error) {
			angle, velocity := b.SliceCols(y[0], 0, 1), b.SliceCols(y[0], 1, 2)
			return []*G.Node{b.ConcatCols(velocity, b.Neg(b.Sin(angle)))}, b.Err()
		}}
	solver, err := integrate.NewSolver[float64](pendulum, &integrate.Settings{RTol: 1e-9, ATol: 1e-9})
	if err != nil {
		log.Fatal(err)
	}
	solution, err := solver.Solve(context.Background(), &ode.Problem[float64]{
		T1: 2 * math.Pi, Rows: 3, Y: [][]float64{{0.01, 0, -0.01, 0, 3, 0}},
	})
	if err != nil {
		log.Fatal(err)
	}
	angles := solution.Y[0]
	fmt.Printf("%.4f %.4f %.4f\n", angles[0], angles[2], angles[4])
	fmt.Println("more steps for the third:", solution.RowStats[2].Accepted > solution.RowStats[0].Accepted)
	// Output:
	// 0.0100 -0.0100 -2.7063
	// more steps for the third: true
}

// With y(0) = 1 the derivative of y(1)² with respect to the rate r is 2·exp(2r), and so is the derivative with respect
// to y(0).
func ExampleSolver_Gradient() {
	solver, err := integrate.NewSolver[float64](growth(0.5), &integrate.Settings{RTol: 1e-9, ATol: 1e-9})
	if err != nil {
		log.Fatal(err)
	}
	loss := func(lo, hi int, y [][]float64, _ [][]float64, ybar [][]float64, _ [][]float64) (sum float64, err error) {
		for i, v := range y[0] { // of the rows lo to hi
			sum, ybar[0][i] = sum+v*v, 2*v
		}
		return sum, nil
	}
	problem := &ode.Problem[float64]{T1: 1, Rows: 1, Y: [][]float64{{1}}}
	for _, method := range []integrate.Method{integrate.Replay, integrate.Backsolve} {
		g, err := solver.Gradient(context.Background(), problem, loss, &integrate.GradientSettings{Method: method})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("loss %.5f, by rate %.5f, by start %.5f\n", g.Loss, g.Params[0][0], g.Y0[0][0])
	}
	// Output:
	// loss 2.71828, by rate 5.43656, by start 5.43656
	// loss 2.71828, by rate 5.43656, by start 5.43656
}

// Each row has output times of its own: the loss reads one row twice and the other row once.
func ExampleSolver_GradientOfTrajectory() {
	solver, err := integrate.NewSolver[float64](growth(1), &integrate.Settings{RTol: 1e-9, ATol: 1e-9})
	if err != nil {
		log.Fatal(err)
	}
	problem := &ode.Problem[float64]{T1: 1, Rows: 2, Y: [][]float64{{1, 1}}, RowSaveAt: [][]float64{{0.25, 1}, {0.5}}}
	sum := func(c *integrate.Trajectory[float64]) (loss float64, err error) {
		n := len(c.Saved[0]) / 2 // numbers of a row: two rows have as much room each
		for row, times := range c.Rows {
			for i := range times {
				loss += c.Saved[0][row*n+i]
				c.SavedBar[0][row*n+i] = 1
			}
		}
		return loss, nil
	}
	g, err := solver.GradientOfTrajectory(context.Background(), problem, sum, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.4f, by rate %.4f\n", g.Loss, g.Params[0][0])
	fmt.Printf("%.4f, by rate %.4f\n", math.Exp(0.25)+math.E+math.Exp(0.5), 0.25*math.Exp(0.25)+math.E+0.5*math.Exp(0.5))
	// Output:
	// 5.6510, by rate 3.8636
	// 5.6510, by rate 3.8636
}

// A Printer writes a line for every step of a row.
func ExamplePrinter() {
	solver, err := integrate.NewSolver[float64](growth(1), &integrate.Settings{
		Tableau: tableau.RK4, Steps: 2, Recorder: integrate.Printer(os.Stdout, nil),
	})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := solver.Solve(context.Background(), &ode.Problem[float64]{T1: 1, Rows: 1, Y: [][]float64{{1}}}); err != nil {
		log.Fatal(err)
	}
	// Output:
	// row                   t             h       error
	//      0                   0           0.5           0
	//      0                 0.5           0.5           0
}
