// Embed puts an adaptive neural ODE into an ordinary Gorgonia model: a classifier of 8×8
// images of hand-written digits, whose middle is a differential equation.
//
//	go run ./examples/embed
//
// trains it with Gorgonia's Adam on Gorgonia's tape machine, prints the share of images that
// it gets right among those it never saw, and draws the others in mistakes.png in the folder
// out. The equation is layer.Layer, an operation like any other in the graph: the solver
// chooses its steps for each image alone, and the gradient goes back along the same steps.
// model.go is the file to copy from. Every flag is listed by -help.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"path/filepath"

	"github.com/gorgoflow/gorgoflow/examples/internal/program"
)

func main() {
	program.Main("embed", run)
}

// options are the flags.
type options struct {
	epochs, batch int
	rate, decay   float64
	seed          uint64
	out           string
}

func parse(args []string, stderr io.Writer) (*options, error) {
	o := &options{}
	f := flag.NewFlagSet("embed", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.IntVar(&o.epochs, "epochs", 200, "passes over the training images")
	f.IntVar(&o.batch, "batch", 64, "images in a training step")
	f.Float64Var(&o.rate, "rate", 3e-3, "learning rate; a tenth of it in the last quarter")
	f.Float64Var(&o.decay, "decay", 1e-2, "of the weights (Gorgonia's L2 regularisation, for the batch)")
	f.Uint64Var(&o.seed, "seed", 1, "of the weights, the batches and the split")
	f.StringVar(&o.out, "out", "out", "`folder` for mistakes.png")
	quick := f.Bool("quick", false, "a budget that shows only that everything works")
	if err := program.Parse(f, args); err != nil {
		return nil, err
	}
	if *quick {
		if err := program.Fill(f, map[string]string{"epochs": "2"}); err != nil {
			return nil, err
		}
	}
	switch {
	case o.epochs < 1 || o.batch < 1 || o.batch > 1000:
		return nil, fmt.Errorf("-epochs %d, -batch %d: want at least 1, and a batch of at most 1000", o.epochs, o.batch)
	case !(o.rate > 0 && o.rate < 1):
		return nil, fmt.Errorf("-rate %g: want more than 0 and less than 1", o.rate)
	case !(o.decay >= 0 && o.decay < 1):
		return nil, fmt.Errorf("-decay %g: want 0 or more and less than 1", o.decay)
	}
	return o, nil
}

// run is the program without the process around it.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	o, err := parse(args, stderr)
	if err != nil {
		return err
	}
	if err := program.Output(o.out, "mistakes.png"); err != nil {
		return err
	}
	training, test, err := load(o.seed)
	if err != nil {
		return err
	}
	layer, err := newLayer(o.seed)
	if err != nil {
		return err
	}
	weights, err := fit(ctx, o, layer, training, stdout)
	if err != nil {
		return err
	}
	found, err := classify(layer, weights, test)
	if err != nil {
		return err
	}
	wrong := 0
	for i, d := range test.digit {
		if found[i] != d {
			wrong++
		}
	}
	n := len(test.digit)
	fmt.Fprintf(stdout, "accuracy on %d images that it never saw: %.2f %% (%d wrong)\n", n, 100*float64(n-wrong)/float64(n), wrong)
	return program.Draw(filepath.Join(o.out, "mistakes.png"), mistakes(test, found), stdout)
}
