// The run: fold by fold, then the figures of all folds.

package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"time"

	"github.com/gorgoflow/gorgoflow/examples/internal/program"
	"github.com/gorgoflow/gorgoflow/likelihood/marginal"
	"github.com/gorgoflow/gorgoflow/train"
)

// The densities, in the order in which they are printed: Auto's last.
const (
	byNormal = iota
	byMixture
	byKernel
	bySmooth
	byTruth
	byAuto
	densities
)

var titles = [densities]string{"one normal density", "a mixture of normal densities", "a kernel density", "this density without cells of rounded values", "the density that the table was drawn from", ""}

// The most rows, in random order, that the densities to compare with are fitted to, and that are scored in a fold. More
// would take too long.
const (
	besideRows = 10_000
	testRows   = 5_000
)

// job is one run of the program.
type job struct {
	*options
	*rows
	folds   []fold
	log     io.Writer
	start   time.Time
	logProb [densities][]float64 // of the rows held out so far
	repeats []bool               // which of these rows are equal to a training row
	failed  [densities]error
}

func (o *options) run(ctx context.Context, out io.Writer) error {
	r, err := o.read()
	if err != nil {
		return err
	}
	j := &job{options: o, rows: r, log: out, start: time.Now()}
	if err := j.prepare(); err != nil {
		return err
	}
	for k := range j.folds {
		if j.only > 0 && k >= j.only {
			break
		}
		if err := j.fold(ctx, k); err != nil {
			return fmt.Errorf("fold %d: %w", k+1, err)
		}
	}
	j.print()
	return j.save(ctx)
}

// prepare splits, and leaves out columns that have no density in some fold.
func (j *job) prepare() error {
	if n := len(j.x); j.options.folds > n {
		return fmt.Errorf("-folds %d: want at most the %d rows", j.options.folds, n)
	}
	columns, kinds, err := dependent(split(j.x, j.options.folds, j.seed))
	if err != nil {
		return err
	}
	for k, c := range columns {
		j.note("%s: left out, a %s in the training rows of some fold", j.names[c], map[marginal.Kind]string{marginal.Constant: "constant", marginal.Copy: "copy of another column"}[kinds[k]])
	}
	j.rows = j.rows.without(columns)
	fmt.Fprintf(j.log, "%d rows of %d columns, %d folds, seed %d\n", len(j.x), len(j.names), j.options.folds, j.seed)
	for _, n := range j.notes {
		fmt.Fprintln(j.log, " ", n)
	}
	if len(j.names) == 0 {
		return fmt.Errorf("all columns are constant")
	}
	j.folds = split(j.x, j.options.folds, j.seed)
	for k := range j.folds {
		if f := &j.folds[k]; len(f.test) > testRows {
			f.test = f.test[:testRows]
		}
		if err := j.folds[k].moments(); err != nil {
			return err
		}
	}
	return nil
}

// fold scores all densities on the rows of one fold.
func (j *job) fold(ctx context.Context, k int) error {
	f, seed := &j.folds[k], j.seed+uint64(k)
	z, test := f.standard(f.train[:min(len(f.train), besideRows)]), f.standard(f.test)
	one, err := normal(z, test)
	j.add(byNormal, one, err)
	one, err = mixture(ctx, z, test, seed)
	j.add(byMixture, one, err)
	j.add(byKernel, kernel(z, test), nil)
	if j.truth != nil {
		for _, row := range f.test {
			j.logProb[byTruth] = append(j.logProb[byTruth], j.truth(row)+f.deviation)
		}
	}
	if j.smooth {
		_, one, err := j.auto(ctx, f, train.Budget{Time: time.Duration(smoothShare * float64(j.time)), Seed: seed, Smooth: true})
		j.add(bySmooth, one, err)
	}
	c, one, err := j.auto(ctx, f, train.Budget{Time: j.time, Seed: seed})
	if err != nil {
		return err
	}
	j.add(byAuto, one, nil)
	j.repeats = append(j.repeats, f.repeats()...)
	fmt.Fprintf(j.log, "%7.0f s  fold %d: %.3f nats (%s)\n", time.Since(j.start).Seconds(), k+1, mean(one), c.Name)
	if j.verbose {
		fmt.Fprint(j.log, c)
	}
	return ctx.Err()
}

// auto fits by Auto, and scores in standardised units.
func (j *job) auto(ctx context.Context, f *fold, b train.Budget) (*train.Choice, []float64, error) {
	c, err := train.Auto(ctx, f.train, b)
	if err != nil {
		return nil, nil, err
	}
	logProb, err := c.Density.LogProb(ctx, spread(c.Cells, f.test, b.Seed))
	if err != nil {
		return nil, nil, err
	}
	for i := range logProb {
		logProb[i] += f.deviation
	}
	return c, logProb, nil
}

// spread returns rows with rounded values at random points of their cells.
func spread(cells *marginal.Transform, x [][]float64, seed uint64) [][]float64 {
	rng, rows := rand.New(rand.NewPCG(seed, 0)), make([][]float64, len(x))
	for i := range x {
		rows[i] = make([]float64, len(x[i]))
		cells.Spread(rows[i], x[i], rng)
	}
	return rows
}

// add keeps the scores of a fold, or why the fold has no scores.
func (j *job) add(density int, logProb []float64, err error) {
	j.logProb[density] = append(j.logProb[density], logProb...)
	if err != nil && j.failed[density] == nil {
		j.failed[density] = err
	}
}

func (j *job) print() {
	for d, logProb := range j.logProb {
		s := train.NewScore(logProb)
		switch {
		case d == byAuto:
			fmt.Fprintf(j.log, "test log-density: %.3f%s nats\n", s.Mean, program.PlusMinus(s.Error, 3))
		case j.failed[d] != nil:
			fmt.Fprintf(j.log, "%s: %v\n", titles[d], j.failed[d])
		case len(logProb) > 0:
			fmt.Fprintf(j.log, "%s: %.3f%s\n", titles[d], s.Mean, program.PlusMinus(s.Error, 3))
		}
	}
	j.printRepeats()
	fmt.Fprintf(j.log, "mean over the %d rows held out, in units of the training rows' deviations; ± is the standard error over rows\n", len(j.logProb[byAuto]))
}

// printRepeats prints the score without rows that equal a training row, which a density may know by heart.
func (j *job) printRepeats() {
	var fresh []float64
	for i, v := range j.logProb[byAuto] {
		if !j.repeats[i] {
			fresh = append(fresh, v)
		}
	}
	if n := len(j.repeats) - len(fresh); n > 0 && len(fresh) > 0 {
		s := train.NewScore(fresh)
		fmt.Fprintf(j.log, "without the %d rows that are among the training rows too: %.3f%s\n", n, s.Mean, program.PlusMinus(s.Error, 3))
	}
}

// save fits to all rows.
func (j *job) save(ctx context.Context) error {
	if j.options.out == "" {
		return nil
	}
	c, err := train.Auto(ctx, j.x, train.Budget{Time: j.time, Seed: j.seed})
	if err != nil {
		return err
	}
	fmt.Fprint(j.log, c)
	if err := c.Density.SetNote("columns", j.names); err != nil {
		return err
	}
	return c.Density.SaveFile(j.options.out)
}
