// The flags, checked before anything is computed.

package main

import (
	"flag"
	"fmt"
	"io"

	"github.com/gorgoflow/gorgoflow/examples/internal/program"
)

// leastRows leave two rows to choose by and two to score.
const leastRows = 20

// options are the flags, with a field for each.
type options struct {
	data       string
	out        string
	rows       int // that are made
	seeds      int
	iterations int
	hidden     int
	waves      int
	shortest   float64
	wide       float64
	narrow     float64
}

func parse(args []string, stderr io.Writer) (*options, error) {
	o := &options{}
	f := flag.NewFlagSet("earth", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.StringVar(&o.data, "data", "", "CSV `file`, as it is or compressed, of latitude and longitude in degrees; without it positions are made")
	f.StringVar(&o.out, "out", "out", "`folder` for earth.png")
	f.IntVar(&o.rows, "rows", 2000, "positions that are made")
	f.IntVar(&o.seeds, "seeds", 0, "random splits, networks and orders of rows; 0 means 5 with -data, 1 without")
	f.IntVar(&o.iterations, "iterations", 0, "training steps of a flow; 0 means 400 with -data, 100 without")
	f.IntVar(&o.hidden, "hidden", 64, "units in each of the network's two hidden layers")
	f.IntVar(&o.waves, "waves", 128, "waves over the sphere that the network sees beside a point; 0 for none")
	f.Float64Var(&o.shortest, "shortest", 0.1, "length of the shortest of them, radians")
	f.Float64Var(&o.wide, "wide", 0.05, "width of the narrowest kernels that a flow starts from, radians")
	f.Float64Var(&o.narrow, "narrow", 1e-4, "width of the narrowest kernels of the estimate, radians: 1e-4 are 640 m")
	if err := program.Parse(f, args); err != nil {
		return nil, err
	}
	if err := o.idle(program.Given(f)); err != nil {
		return nil, err
	}
	o.fill()
	return o, o.check()
}

// idle refuses flags that have no effect beside the others.
func (o *options) idle(given map[string]bool) error {
	switch {
	case o.data != "" && given["rows"]:
		return program.Idle(given, "-data, all of whose positions are taken", "rows")
	case o.waves == 0:
		return program.Idle(given, "-waves 0", "shortest")
	}
	return nil
}

func (o *options) fill() {
	seeds, iterations := 1, 100
	if o.data != "" {
		seeds, iterations = 5, 400
	}
	if o.seeds == 0 {
		o.seeds = seeds
	}
	if o.iterations == 0 {
		o.iterations = iterations
	}
}

func (o *options) check() error {
	type least struct{ value, want int }
	for name, v := range map[string]least{"rows": {o.rows, leastRows}, "seeds": {o.seeds, 1}, "iterations": {o.iterations, 1}, "hidden": {o.hidden, 1}, "waves": {o.waves, 0}} {
		if v.value < v.want {
			return fmt.Errorf("-%s %d: want at least %d", name, v.value, v.want)
		}
	}
	for name, v := range map[string]float64{"shortest": o.shortest, "wide": o.wide, "narrow": o.narrow} {
		if !(v >= 1e-8 && v <= 1) {
			return fmt.Errorf("-%s %g: want radians from 1e-8 to 1", name, v)
		}
	}
	return nil
}
