// The flags, checked before anything is computed.

package main

import (
	"flag"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/gorgoflow/gorgoflow/examples/internal/program"
)

// options are the flags.
type options struct {
	data        string
	out         string
	seed        uint64
	full        bool
	images      int // to train on
	scales      int
	channels    int // of the larger layers; the smallest have twice as many
	matching    int // steps of flow matching
	iterations  int // of maximum likelihood, after flow matching
	minutes     float64
	batch       int
	rate        float64
	coordinates string
	tolerance   float64
	test, exact int // images that are scored by an estimate of the trace, and by the trace itself
}

func parse(args []string, stderr io.Writer) (*options, error) {
	o := &options{}
	f := flag.NewFlagSet("images", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.StringVar(&o.data, "data", "", "`folder` with MNIST's train-images-idx3-ubyte.gz and t10k-images-idx3-ubyte.gz; by default that of the module GoMNIST")
	f.StringVar(&o.out, "out", "out", "`folder` for images.png and the model")
	f.Uint64Var(&o.seed, "seed", 1, "of noise, weights and batches")
	f.BoolVar(&o.full, "full", false, "all images, 28×28, not 10,000 of 14×14: a training of 20 minutes")
	f.IntVar(&o.images, "images", 10_000, "training images")
	f.IntVar(&o.scales, "scales", 1, "of images: each further one is a flow of half of the channels of squeezed images, the other half being left to the base")
	f.IntVar(&o.channels, "channels", 32, "channels of layers at half of the images' size; those at a quarter have twice as many")
	f.IntVar(&o.matching, "matching", 0, "training steps of flow matching to start with, of four times as many images each")
	f.IntVar(&o.iterations, "iterations", 250, "training steps of maximum likelihood")
	f.Float64Var(&o.minutes, "minutes", 0, "end of the training, whatever its steps are; 0 means none")
	f.IntVar(&o.batch, "batch", 32, "images of a step")
	f.Float64Var(&o.rate, "rate", 3e-3, "learning rate at the beginning; it falls to 0 along a cosine")
	f.StringVar(&o.coordinates, "coordinates", "scores", "what pixels become: normal `scores`, or logit as in FFJORD, standardised")
	f.Float64Var(&o.tolerance, "tolerance", 1e-4, "of the solver when images are scored")
	f.IntVar(&o.test, "test", 500, "test images that are scored with one probe each")
	f.IntVar(&o.exact, "exact", 4, "of these, scored by the exact trace too")
	if err := program.Parse(f, args); err != nil {
		return nil, err
	}
	if o.full {
		if err := program.Fill(f, map[string]string{"images": "60000", "iterations": fmt.Sprint(1 << 30), "minutes": "20"}); err != nil {
			return nil, err
		}
	}
	return o, o.check()
}

// mostMinutes are a hundred days.
const mostMinutes = 144_000

func (o *options) check() error {
	for name, v := range map[string]int{"scales": o.scales, "channels": o.channels, "iterations": o.iterations, "batch": o.batch, "test": o.test} {
		if v < 1 {
			return fmt.Errorf("-%s %d: want at least 1", name, v)
		}
	}
	switch {
	case o.images < 2:
		return fmt.Errorf("-images %d: want at least 2", o.images)
	case o.scales > 1 && o.matching > 0:
		return fmt.Errorf("-matching %d: want 0 with -scales %d, for flow matching trains one field", o.matching, o.scales)
	case !(o.minutes >= 0 && o.minutes <= mostMinutes):
		return fmt.Errorf("-minutes %g: want from 0 to %g", o.minutes, float64(mostMinutes))
	case o.matching < 0 || o.exact < 0 || o.exact > o.test:
		return fmt.Errorf("-matching %d, -exact %d: want 0 or more, and no more exact ones than -test %d", o.matching, o.exact, o.test)
	case !(o.rate > 0 && o.rate < 1) || !(o.tolerance > 0 && o.tolerance < 1):
		return fmt.Errorf("-rate %g, -tolerance %g: want more than 0 and less than 1", o.rate, o.tolerance)
	case newCoordinates[o.coordinates] == nil:
		return fmt.Errorf("-coordinates %q: want one of %q", o.coordinates, slices.Sorted(maps.Keys(newCoordinates)))
	}
	return nil
}
