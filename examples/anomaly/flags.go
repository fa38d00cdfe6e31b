// The flags, and what they choose between.

package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"slices"

	"github.com/gorgoflow/gorgoflow/examples/internal/program"
)

// options are the flags.
type options struct {
	data   string
	out    string
	method string
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
	f.StringVar(&o.method, "method", "kernel", fmt.Sprintf("what scores rows: one of %v", names()))
	f.BoolVar(&o.all, "all", false, "all methods, for a folder")
	f.BoolVar(&o.plain, "plain", false, fmt.Sprintf("sets of fewer than %d rows as they are, instead of as many drawn with replacement", least))
	f.Uint64Var(&o.seed, "seed", 1, "of rows that are drawn and of the flow")
	if err := program.Parse(f, args); err != nil {
		return nil, err
	}
	if !slices.Contains(names(), o.method) {
		return nil, fmt.Errorf("-method %q: want one of %v", o.method, names())
	}
	return o, nil
}

func (o *options) run(ctx context.Context, out io.Writer) error {
	if o.data == "" {
		return o.moons(ctx, out)
	}
	info, err := os.Stat(o.data)
	if err != nil {
		return err
	}
	if info.IsDir() {
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
	r, err := s.judge(ctx, o.method, o.seed)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "AUROC: %.2f\n", r.all)
	if s.resampled {
		fmt.Fprintf(out, "%d rows were drawn out of %d: %.1f %% of the test rows that are no anomalies stand among the training rows too; without them %.2f\n",
			least, s.rows, 100*s.shareSeen(), r.unseen)
		if math.IsNaN(r.unseen) {
			fmt.Fprintln(out, "(NaN: none is left)")
		}
	}
	return nil
}
