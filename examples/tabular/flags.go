// The flags, checked before anything is computed.

package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/gorgoflow/gorgoflow/examples/internal/program"
	"github.com/gorgoflow/gorgoflow/likelihood/atomicfile"
)

// options are the flags.
type options struct {
	data    string
	folds   int
	only    int
	seed    uint64
	time    time.Duration // of each call of Auto
	drop    []string
	smooth  bool
	verbose bool
	out     string
}

func parse(args []string, stderr io.Writer) (*options, error) {
	o := &options{}
	f := flag.NewFlagSet("tabular", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.StringVar(&o.data, "data", "", "`file`: CSV, Parquet, Arrow, NumPy or JSON lines, compressed or not; without it a table is made")
	f.IntVar(&o.folds, "folds", 0, "parts of the rows, each of which is held out once; 0 means 10, 3 without data")
	f.IntVar(&o.only, "only", 0, "stop after so many of the folds; 0 means all")
	f.Uint64Var(&o.seed, "seed", 1, "of the folds and of every fit")
	f.DurationVar(&o.time, "time", 0, "for each density by train.Auto; 0 means what makes a run last about 100 seconds")
	drop := f.String("drop", "", "`columns` to leave out, by name, with commas between them")
	f.BoolVar(&o.smooth, "smooth", true, "score the density without cells of rounded values too, in a third of the time")
	f.BoolVar(&o.verbose, "v", false, "print what was tried in each fold")
	f.StringVar(&o.out, "out", "", "`file` for the density fitted to all rows, which likelihood.LoadModel reads; none without")
	full := f.Bool("full", false, "up to six minutes for each density")
	if err := program.Parse(f, args); err != nil {
		return nil, err
	}
	if *drop != "" {
		o.drop = strings.Split(*drop, ",")
	}
	if o.folds == 0 {
		o.folds = map[bool]int{true: 3, false: 10}[o.data == ""]
	}
	if *full && o.time != 0 {
		return nil, errors.New("-full has no effect beside -time; give one of them")
	}
	if o.time == 0 {
		o.time = o.share()
		if *full {
			o.time = 6 * time.Minute
		}
	}
	return o, o.check()
}

// smoothShare is the time of the comparison density without cells, as a share of the density's time.
const smoothShare = 1.0 / 3

// share makes a run last about 100 seconds, with what the other densities take.
func (o *options) share() time.Duration {
	calls := float64(o.folds)
	if o.smooth {
		calls *= 1 + smoothShare
	}
	return max(time.Second, time.Duration(80e9/max(1, calls)))
}

func (o *options) check() error {
	switch {
	case o.folds < 2:
		return fmt.Errorf("-folds %d: want at least 2", o.folds)
	case o.only < 0 || o.only > o.folds:
		return fmt.Errorf("-only %d: want from 0 to the %d folds", o.only, o.folds)
	case o.time < 0:
		return fmt.Errorf("-time %v: want 0 or more", o.time)
	case o.data == "" && len(o.drop) > 0:
		return errors.New("-drop has no effect without -data")
	}
	if err := program.Apart(o.out, o.data); err != nil || o.out == "" {
		return err
	}
	if err := atomicfile.CanWrite(o.out); err != nil { // before the work
		return fmt.Errorf("-out: %w", err)
	}
	return nil
}
