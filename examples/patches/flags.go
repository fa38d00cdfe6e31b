// The flags, checked before anything is computed.

package main

import (
	"flag"
	"fmt"
	"io"

	"github.com/gorgoflow/gorgoflow/examples/internal/program"
	"github.com/gorgoflow/gorgoflow/examples/patches/internal/gsm"
)

// options are the flags.
type options struct {
	data       string
	out        string
	seed       uint64
	components int
	fits       int // of mixtures, from as many seeds
	steps      int // between splits of the mixture's components
	last       int // with all components
	candidates int
	sizes      int     // of a shape
	prior      float64 // rows
	over       int     // shapes of the mixture that the flow starts from, at most
	hidden     int
	batch      int
	rate       float64
	iterations int // of the flow's training
	test       int // patches that are scored
}

func parse(args []string, stderr io.Writer) (*options, error) {
	o := &options{}
	f := flag.NewFlagSet("patches", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.StringVar(&o.data, "data", "", "`folder` with train.npy, val.npy and test.npy, N×64 bytes each; without it images of discs are made")
	f.StringVar(&o.out, "out", "out", "`folder` for patches.png, patches-curve.png and patches.csv")
	f.Uint64Var(&o.seed, "seed", 1, "of noise, mixture, weights and batches")
	f.IntVar(&o.components, "components", 32, "shapes in the mixture, each in some sizes and eight images")
	f.IntVar(&o.sizes, "sizes", 8, "sizes of a shape")
	f.IntVar(&o.fits, "fits", 1, "mixtures from as many seeds, the mean of which is scored too")
	f.IntVar(&o.steps, "steps", 8, "steps, of an eighth of the training patches each, between splits of the mixture's components")
	f.IntVar(&o.last, "last", 16, "steps with all components")
	f.IntVar(&o.candidates, "candidates", 24, "components, each under one symmetry, that a patch looks at")
	f.Float64Var(&o.prior, "prior", 40, "rows that a component has of its shape before a split")
	f.IntVar(&o.over, "over", 32, "shapes, at most, of the mixture that the flow starts from, which is one from before the last splits")
	f.IntVar(&o.batch, "batch", 512, "patches in a training step of the flow")
	f.IntVar(&o.hidden, "hidden", 64, "units in each of the network's two hidden layers")
	f.Float64Var(&o.rate, "rate", 1e-3, "learning rate at the beginning; it falls to 0 along a cosine")
	f.IntVar(&o.iterations, "iterations", 40, "training steps of the flow; 0 leaves it out")
	f.IntVar(&o.test, "test", 2000, "test patches that are scored; 0 means all")
	full := f.Bool("full", false, "eight mixtures of 256 shapes, no flow, all test patches")
	if err := program.Parse(f, args); err != nil {
		return nil, err
	}
	given := program.Given(f)
	if *full {
		if err := program.Fill(f, map[string]string{"components": "256", "fits": "8", "iterations": "0", "test": "0"}); err != nil {
			return nil, err
		}
	}
	if o.iterations == 0 {
		if err := program.Idle(given, "-iterations 0, without a flow", "over", "hidden", "batch", "rate"); err != nil {
			return nil, err
		}
	}
	return o, o.check()
}

func (o *options) check() error {
	for name, v := range map[string]int{"components": o.components, "fits": o.fits, "sizes": o.sizes, "steps": o.steps, "last": o.last, "hidden": o.hidden, "over": o.over, "batch": o.batch} {
		if v < 1 {
			return fmt.Errorf("-%s %d: want at least 1", name, v)
		}
	}
	least := len(symmetries())
	switch {
	case o.candidates < least || o.candidates > gsm.MostCandidates:
		return fmt.Errorf("-candidates %d: want %d, as many as there are symmetries, to %d", o.candidates, least, gsm.MostCandidates)
	case o.iterations < 0:
		return fmt.Errorf("-iterations %d: want a number of steps, or 0 for no flow", o.iterations)
	case !(o.prior > 0):
		return fmt.Errorf("-prior %g: want more than 0 rows", o.prior)
	case o.test < shown && o.test != 0:
		return fmt.Errorf("-test %d: want %d patches or more, or 0 for all", o.test, shown)
	case !(o.rate > 0 && o.rate < 1):
		return fmt.Errorf("-rate %g: want more than 0 and less than 1", o.rate)
	}
	return nil
}
