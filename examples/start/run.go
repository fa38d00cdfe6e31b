// The run: a line of the table for each set, seed and way.

package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"

	"github.com/pkg/errors"
)

const head = "| set, seed | way | rows × columns | seconds to the value of the first | all seconds | best held-out | other rows | less than the first | base by itself | evaluations at 1e-5 | for 0.001 nats | largest error at 12 |\n" +
	"|---|---|---|---|---|---|---|---|---|---|---|---|"

func (o *options) run(ctx context.Context, stdout io.Writer) error {
	fmt.Fprintln(stdout, head)
	for _, s := range o.sets {
		for _, seed := range o.seeds {
			if err := o.compare(ctx, stdout, s, seed); err != nil {
				return errors.WithMessage(err, s.label(seed))
			}
		}
	}
	return nil
}

// split are the training rows, the rows that choose, and the rows that do neither.
type split struct{ train, held, test [][]float64 }

func divide(x [][]float64, seed uint64) *split {
	rand.New(rand.NewPCG(seed, 0)).Shuffle(len(x), func(i, j int) { x[i], x[j] = x[j], x[i] })
	held, test := min(1000, len(x)/10), min(4000, len(x)/10)
	return &split{train: x[held+test:], held: x[:held], test: x[held : held+test]}
}

// compare prints a line for each way.
func (o *options) compare(ctx context.Context, stdout io.Writer, s *set, seed uint64) error {
	x, err := s.points(seed)
	if err != nil {
		return err
	}
	rows := divide(x, seed)
	var first *run
	for _, w := range o.ways {
		r, err := o.train(ctx, rows, w, seed)
		if err != nil {
			return errors.WithMessage(err, w.name)
		}
		if first == nil {
			first = r
		}
		less := r.below(first)
		_, err = fmt.Fprintf(stdout, "| %s | %s | %d × %d | %s | %.1f | %.3f ± %.3f | %.3f ± %.3f | %.3f ± %.3f | %.3f | %.0f | %s | %.1g |\n",
			s.label(seed), r.way(w), len(rows.train), len(x[0]), seconds(r.when(first.best.Mean-o.short)), r.total,
			r.best.Mean, r.best.Error, r.score.Mean, r.score.Error, less.Mean, less.Error, r.under, r.evaluations, r.few, r.coarse)
		if err != nil {
			return errors.WithStack(err)
		}
	}
	return nil
}

// way is the name of the run's way, and how many components a mixture has where the rows are too few for all of them.
func (r *run) way(w *way) string {
	if r.components == r.mixture {
		return w.name
	}
	return fmt.Sprintf("%s (%d components)", w.name, r.components)
}

// seconds is the text of a time, NaN for one that did not come.
func seconds(v float64) string {
	if math.IsNaN(v) {
		return "never"
	}
	return fmt.Sprintf("%.1f", v)
}
