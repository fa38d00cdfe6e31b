// The flags, and their choices.

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/gorgoflow/gorgoflow/examples/internal/program"
)

// options are the flags.
type options struct {
	data   string
	out    string
	method string
	widths []float64
	all    bool
	seed   uint64
	plain  bool
}

func parse(args []string, stderr io.Writer) (*options, error) {
	o := &options{}
	f := flag.NewFlagSet("anomaly", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.StringVar(&o.data, "data", "", "a `file`, CSV as it is or compressed, or a folder of them; without it two moons are drawn")
	f.StringVar(&o.out, "out", "out", "`folder` for the picture of the moons")
	f.StringVar(&o.method, "method", "kernel", fmt.Sprintf("what scores rows: one of %v; of %v also several joined by +, mixed in equal parts", names(), densities))
	widths := f.String("widths", defaultWidths, "of the kernels, in deviations of a column")
	f.BoolVar(&o.all, "all", false, "all methods, for a folder")
	f.BoolVar(&o.plain, "plain", false, fmt.Sprintf("sets of fewer than %d rows as they are, instead of as many drawn with replacement", least))
	f.Uint64Var(&o.seed, "seed", 1, "of rows that are drawn and of the flow")
	if err := program.Parse(f, args); err != nil {
		return nil, err
	}
	if err := check(o.method); err != nil {
		return nil, err
	}
	var err error
	if o.widths, err = parseWidths(*widths); err != nil {
		return nil, err
	}
	return o, o.idle(program.Given(f))
}

// idle refuses flags that have no effect beside the others.
func (o *options) idle(given map[string]bool) error {
	ofKernels := func(method string) bool { return method == "kernel" || method == "typical" }
	switch {
	case o.data != "" && given["out"]:
		return program.Idle(given, "-data; a picture is drawn of the moons alone", "out")
	case given["plain"] && o.data == "":
		return errors.New("-plain has no effect without -data")
	case o.all:
		return program.Idle(given, "-all", "method")
	case given["widths"] && o.data != "" && !slices.ContainsFunc(strings.Split(o.method, "+"), ofKernels):
		return fmt.Errorf("-widths has no effect on -method %s, which has no kernels", o.method)
	}
	return nil
}

// Narrower kernels than these are points, and wider ones are the same everywhere.
const narrowest, widest = 1e-9, 1e9

// parseWidths reads a list of widths that commas separate.
func parseWidths(list string) (all []float64, err error) {
	for text := range strings.SplitSeq(list, ",") {
		v, err := strconv.ParseFloat(text, 64)
		if err != nil || !(v >= narrowest && v <= widest) {
			return nil, fmt.Errorf("-widths %q: %q, want numbers from %g to %g with commas between them", list, text, narrowest, widest)
		}
		all = append(all, v)
	}
	return all, nil
}

func (o *options) run(ctx context.Context, out io.Writer) error {
	if o.data == "" && !o.all {
		return o.moons(ctx, out)
	}
	info, err := os.Stat(o.data)
	switch {
	case o.data == "" || err == nil && !info.IsDir() && o.all:
		return errors.New("-all has no effect without a folder as -data; name a method by -method")
	case err != nil:
		return err
	case info.IsDir():
		return o.folder(ctx, out)
	}
	return o.file(ctx, out)
}

// file prints the result of one set.
func (o *options) file(ctx context.Context, out io.Writer) error {
	s, err := o.read(o.data)
	if err != nil {
		return err
	}
	r, err := s.judge(ctx, o.method, o)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "AUROC: %s\n", percent(r.all))
	if s.resampled {
		fmt.Fprintf(out, "%d rows were drawn out of %d: %.1f %% of the test rows that are no anomalies stand among the training rows too; without them %s\n",
			least, s.rows, 100*s.shareSeen(), percent(r.unseen))
		if math.IsNaN(r.unseen) {
			fmt.Fprintln(out, "(–: none is left)")
		}
	}
	return nil
}
