// The flags, checked before anything is computed.

package main

import (
	"flag"
	"fmt"
	"io"

	"github.com/gorgoflow/gorgoflow/examples/internal/program"
)

// options are the flags.
type options struct {
	data       string
	out        string
	seed       uint64
	components int
	mixing     int // rows that the mixture is fitted to
	passes     int // of expectation and maximisation
	hidden     int
	rate       float64
	iterations int // of the flow's training
	test       int // rows that are scored
}

func parse(args []string, stderr io.Writer) (*options, error) {
	o := &options{}
	f := flag.NewFlagSet("patches", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.StringVar(&o.data, "data", "", "`folder` with train.npy, val.npy and test.npy; without it images of discs are made")
	f.StringVar(&o.out, "out", "out", "`folder` for patches.png and the model")
	f.Uint64Var(&o.seed, "seed", 1, "of noise, mixture, weights and batches")
	f.IntVar(&o.components, "components", 12, "normal densities in the mixture")
	f.IntVar(&o.mixing, "mixing", 20_000, "training patches that the mixture is fitted to")
	f.IntVar(&o.passes, "passes", 40, "iterations of the mixture's fit")
	f.IntVar(&o.hidden, "hidden", 64, "units in each of the network's two hidden layers")
	f.Float64Var(&o.rate, "rate", 1e-3, "learning rate at the beginning; it falls to 0 along a cosine")
	f.IntVar(&o.iterations, "iterations", 150, "training steps of the flow")
	f.IntVar(&o.test, "test", 2000, "test patches that are scored; 0 means all")
	full := f.Bool("full", false, "a run of hours: 200 components, 192 units, 10,000 steps, all test patches")
	if err := program.Parse(f, args); err != nil {
		return nil, err
	}
	if *full {
		if err := program.Fill(f, map[string]string{"components": "200", "mixing": "100000", "passes": "60", "hidden": "192", "iterations": "10000", "test": "0"}); err != nil {
			return nil, err
		}
	}
	return o, o.check()
}

func (o *options) check() error {
	for name, v := range map[string]int{"components": o.components, "mixing": o.mixing, "passes": o.passes, "hidden": o.hidden, "iterations": o.iterations} {
		if v < 1 {
			return fmt.Errorf("-%s %d: want at least 1", name, v)
		}
	}
	switch {
	case o.test < 0:
		return fmt.Errorf("-test %d: want a number of patches, or 0 for all", o.test)
	case !(o.rate > 0 && o.rate < 1):
		return fmt.Errorf("-rate %g: want more than 0 and less than 1", o.rate)
	}
	return nil
}
