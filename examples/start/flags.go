// The flags, checked before anything is computed.

package main

import (
	"flag"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/gorgoflow/gorgoflow/examples/internal/program"
)

// options are the flags, and the sets of files. There is a result for each set, seed and way.
type options struct {
	budget
	sets  []*set
	seeds []uint64
	ways  []*way
}

// budget are the flags that are numbers.
type budget struct {
	alone, first, then      int // steps
	batch, width            int // rows in a step
	rate, after, lead, over float64
	short                   float64
}

func parse(args []string, stderr io.Writer) (*options, error) {
	o := &options{}
	f := flag.NewFlagSet("start", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.IntVar(&o.alone, "alone", 1000, "steps of maximum likelihood alone")
	f.IntVar(&o.first, "first", 4000, "steps of flow matching")
	f.IntVar(&o.then, "then", 600, "steps of maximum likelihood after them, or over a mixture")
	f.Float64Var(&o.rate, "rate", 1e-2, "rate of Adam")
	f.Float64Var(&o.after, "after", 1e-2, "rate of Adam after the start")
	f.Float64Var(&o.lead, "lead", 2e-2, "rate of Adam in the start")
	f.Float64Var(&o.over, "over", 2e-3, "rate of Adam over a mixture")
	f.IntVar(&o.width, "width", 512, "rows in a step of the start")
	f.IntVar(&o.batch, "batch", 256, "rows in a step")
	f.Float64Var(&o.short, "short", 0.01, "nats below the best value of the first way that count as reached")
	seeds := f.String("seeds", "1", "of everything, each a line")
	ways := f.String("ways", "alone,matching,mixture=32", "what is compared with the first of them: alone, matching, transport, kinetic=WEIGHT, total=WEIGHT and mixture=COMPONENTS, joined by +")
	sets := f.String("sets", "zipcodes,moons,8gaussians,pinwheel,2spirals,checkerboard", "sets that need no file")
	if err := f.Parse(args); err != nil {
		return nil, err
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	if err := o.choose(list(*sets), f.Args(), list(*seeds), list(*ways)); err != nil {
		return nil, err
	}
	return o, o.idle(program.Given(f), *ways)
}

// idle refuses flags of which none of the ways has an effect.
func (o *options) idle(given map[string]bool, ways string) error {
	var flags []string
	for _, w := range o.ways {
		flags = append(flags, w.flags()...)
	}
	for _, name := range []string{"alone", "rate", "first", "width", "lead", "after", "then", "over"} {
		if slices.Contains(flags, name) {
			continue
		}
		if err := program.Idle(given, "-ways "+ways, name); err != nil {
			return err
		}
	}
	return nil
}

func list(flag string) []string {
	return strings.FieldsFunc(flag, func(r rune) bool { return r == ',' })
}

func (o *options) check() error {
	for name, v := range map[string]int{"alone": o.alone, "first": o.first, "then": o.then, "width": o.width, "batch": o.batch} {
		if v < 1 {
			return fmt.Errorf("-%s %d: want at least 1", name, v)
		}
	}
	for name, v := range map[string]float64{"rate": o.rate, "after": o.after, "lead": o.lead, "over": o.over} {
		if !(v > 0 && v < 1) {
			return fmt.Errorf("-%s %g: want more than 0 and less than 1", name, v)
		}
	}
	if !(o.short >= 0) || math.IsInf(o.short, 1) {
		return fmt.Errorf("-short %g: want 0 nats or more", o.short)
	}
	return nil
}

// choose sets what is compared.
func (o *options) choose(sets, files, seeds, ways []string) error {
	if len(sets)+len(files) == 0 || len(seeds) == 0 || len(ways) == 0 {
		return fmt.Errorf("%d sets, %d files, %d seeds and %d ways: want a set or a file, a seed and a way", len(sets), len(files), len(seeds), len(ways))
	}
	for _, text := range seeds {
		seed, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			return fmt.Errorf("-seeds: %q, want whole numbers of at least 0 with commas between them", text)
		}
		o.seeds = append(o.seeds, seed)
	}
	for _, text := range ways {
		w, err := parseWay(text)
		if err != nil {
			return fmt.Errorf("-ways: %w", err)
		}
		o.ways = append(o.ways, w)
	}
	for _, name := range sets {
		s, err := builtIn(name)
		if err != nil {
			return fmt.Errorf("-sets: %w", err)
		}
		o.sets = append(o.sets, s)
	}
	for _, name := range files {
		s, err := readSet(name)
		if err != nil {
			return err
		}
		o.sets = append(o.sets, s)
	}
	return nil
}
