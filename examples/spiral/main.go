// Spiral learns the right-hand side of a differential equation from one trajectory: the
// cubic spiral of the demonstration that came with "Neural Ordinary Differential
// Equations" (Chen et al., 2018),
//
//	dy/dt = y³·A,  A = (−0.1 2; −2 −0.1),  y(0) = (2, 0),  0 ≤ t ≤ 25.
//
//	go run ./examples/spiral
//
// fits a small network f to pieces of the trajectory. A training step draws points of the
// trajectory and, for each, how far ahead to look; it solves dy/dt = f(y) from there, every
// row of the batch to its own end, and goes down the gradient of the distance to where the
// trajectory was. In the end the learned equation is solved alone over all of the time and
// drawn beside the truth in spiral.png, in the folder out. Every flag is listed by -help.
//
//	go run ./examples/spiral -demo
//
// trains as torchdiffeq's ode_demo.py does: the network 2-50-2 on y³, batches of 20 pieces of ten points, the mean
// absolute error at all of them, RMSprop, Dormand and Prince's method at torchdiffeq's tolerances.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"strconv"

	"github.com/gorgoflow/gorgoflow/examples/internal/program"
)

func main() {
	program.Main("spiral", run)
}

// options are the flags.
type options struct {
	iterations, batch int
	ahead             float64
	rate              float64
	seed              uint64
	out               string
	demo              bool
}

func parse(args []string, stderr io.Writer) (*options, error) {
	o := &options{}
	f := flag.NewFlagSet("spiral", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.IntVar(&o.iterations, "iterations", 5000, "training steps")
	f.IntVar(&o.batch, "batch", 256, "pieces of the trajectory in a training step")
	f.Float64Var(&o.ahead, "ahead", 0.25, "longest piece, in units of t")
	f.Float64Var(&o.rate, "rate", 1e-2, "learning rate at the beginning; it falls to 0 along a cosine")
	f.Uint64Var(&o.seed, "seed", 1, "of the weights and the batches")
	f.StringVar(&o.out, "out", "out", "`folder` for spiral.png")
	f.BoolVar(&o.demo, "demo", false, "train as torchdiffeq's ode_demo.py: a batch, a rate and a length of pieces of its own, 3000 steps unless -iterations is given")
	quick := f.Bool("quick", false, "a budget that shows only that everything works")
	if err := program.Parse(f, args); err != nil {
		return nil, err
	}
	if o.demo {
		if err := program.Idle(program.Given(f), "-demo, which has its own", "batch", "ahead", "rate"); err != nil {
			return nil, err
		}
	}
	budget := map[string]string{}
	if o.demo {
		budget["iterations"] = strconv.Itoa(demoSteps)
	}
	if *quick {
		budget["iterations"], budget["batch"] = "20", "32"
	}
	if err := program.Fill(f, budget); err != nil {
		return nil, err
	}
	switch {
	case o.iterations < 1 || o.batch < 1:
		return nil, fmt.Errorf("-iterations %d, -batch %d: want at least 1", o.iterations, o.batch)
	case !(o.ahead >= timeOf(1) && o.ahead < end):
		return nil, fmt.Errorf("-ahead %g: want at least %d/%d, from one point of the trajectory to the next, and less than %d", o.ahead, end, points-1, end)
	case !(o.rate > 0 && o.rate < 1):
		return nil, fmt.Errorf("-rate %g: want more than 0 and less than 1", o.rate)
	}
	return o, nil
}

// fit learns an equation from the trajectory.
func (o *options) fit(ctx context.Context, data []float64, stdout io.Writer) (*equation, error) {
	if o.demo {
		return fitDemo(ctx, o.iterations, o.seed, data, stdout)
	}
	return fit(ctx, o, data, stdout)
}

// run is the program without the process around it.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	o, err := parse(args, stderr)
	if err != nil {
		return err
	}
	if err := program.Output(o.out, "spiral.png"); err != nil {
		return err
	}
	truth, err := cubic()
	if err != nil {
		return err
	}
	data, err := truth.trajectory(ctx, times())
	if err != nil {
		return err
	}
	learned, err := o.fit(ctx, data, stdout)
	if err != nil {
		return err
	}
	path, err := learned.trajectory(ctx, times())
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "solved alone from t = 0 to %d, the learned equation strays from the trajectory by %.4f at most\n", end, farthest(path, data))
	picture, err := draw(ctx, truth, learned, data)
	if err != nil {
		return err
	}
	return program.Draw(filepath.Join(o.out, "spiral.png"), picture, stdout)
}
