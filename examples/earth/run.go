// The run: five densities, fitted and scored for each seed.

package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"time"

	"github.com/gorgoflow/gorgoflow/examples/internal/program"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train"
	"gonum.org/v1/gonum/stat"
)

// job is one seed's fits.
type job struct {
	*options
	seed  uint64
	rows  *parts
	log   io.Writer
	start time.Time
	// nats are the scores of all seeds so far, by the density's name.
	nats  map[string][]float64
	names []string
}

func (o *options) run(ctx context.Context, out io.Writer) error {
	if err := program.Output(o.out, "earth.png"); err != nil {
		return err
	}
	p, err := o.points()
	if err != nil {
		return err
	}
	j := &job{options: o, log: out, start: time.Now(), nats: map[string][]float64{}}
	var f *likelihood.Flow
	for seed := range o.seeds {
		j.seed, j.rows = uint64(seed), split(p.x, uint64(seed))
		fmt.Fprintf(out, "seed %d: %d rows to train on, %d to choose by, %d to score, %d of them at the place of a training row\n",
			seed, len(j.rows.train), len(j.rows.validation), len(j.rows.test), j.rows.repeated())
		if f, err = j.fit(ctx); err != nil {
			return err
		}
	}
	j.summary()
	return j.picture(ctx, f)
}

// fit makes all densities of a seed and returns the flow over wide kernels.
func (j *job) fit(ctx context.Context) (*likelihood.Flow, error) {
	j.report("uniform", []float64{-math.Log(4 * math.Pi)})
	estimate := fitKernels(j.rows.train, j.narrow)
	j.report("kernels", estimate.logProb(j.rows.test))
	wide := fitKernels(j.rows.train, j.wide)
	j.report("wide kernels", wide.logProb(j.rows.test))
	start, err := wide.mixture()
	if err != nil {
		return nil, err
	}
	uniform, err := j.flow(ctx, nil)
	if err != nil {
		return nil, err
	}
	if _, err := j.score(ctx, "flow", uniform, j.rows.test); err != nil {
		return nil, err
	}
	f, err := j.flow(ctx, start)
	if err != nil {
		return nil, err
	}
	test, err := j.score(ctx, "flow over wide kernels", f, j.rows.test)
	if err != nil {
		return nil, err
	}
	chosen, err := f.LogProb(ctx, j.rows.validation)
	if err != nil {
		return nil, err
	}
	share := shareOf(chosen, estimate.logProb(j.rows.validation))
	j.report("kernels and flow mixed", mixed(share, test, estimate.logProb(j.rows.test)))
	return f, nil
}

// score prints a flow's score, a bound of the solver's mean error, and how far from the sphere a solve ended.
func (j *job) score(ctx context.Context, name string, f *likelihood.Flow, x [][]float64) ([]float64, error) {
	d, err := f.LogProbWith(ctx, x, &likelihood.LogProbRequest{Certify: true})
	if err != nil {
		return nil, err
	}
	j.report(name, d.LogProb)
	away := 0.0
	for _, z := range d.Base {
		away = max(away, math.Abs(math.Hypot(math.Hypot(z[0], z[1]), z[2])-1))
	}
	fmt.Fprintf(j.log, "           solver's error at most %.2g nats on the mean; within %.1g of the sphere; %d evaluations a row\n",
		stat.Mean(d.Certificate.Solver, nil), away, d.Stats.Evaluations/len(x))
	return d.LogProb, nil
}

// report prints a seed's score and keeps it.
func (j *job) report(name string, logp []float64) {
	nll := -train.NewScore(logp).Mean
	if j.nats[name] == nil {
		j.names = append(j.names, name)
	}
	j.nats[name] = append(j.nats[name], nll)
	fmt.Fprintf(j.log, "%7.0f s  %-24s %7.3f nats\n", time.Since(j.start).Seconds(), name, nll)
}

// summary prints means over seeds with their standard deviations, as the published figures are. One seed has none.
func (j *job) summary() {
	for _, name := range j.names {
		mean, deviation := stat.MeanStdDev(j.nats[name], nil)
		fmt.Fprintf(j.log, "%-24s test NLL: %.3f%s nats\n", name, mean, program.PlusMinus(deviation, 3))
	}
}

// shareOf is the weight of the first of two densities with the largest likelihood of rows, by expectation and maximisation.
func shareOf(first, second []float64) float64 {
	share := 0.5
	for range 200 {
		sum := 0.0
		for i, a := range first {
			sum += 1 / (1 + (1-share)/share*math.Exp(second[i]-a))
		}
		share = min(max(sum/float64(len(first)), 1e-6), 1-1e-6)
	}
	return share
}

func mixed(share float64, first, second []float64) []float64 {
	logp := make([]float64, len(first))
	for i, a := range first {
		high := max(a, second[i])
		logp[i] = high + math.Log(share*math.Exp(a-high)+(1-share)*math.Exp(second[i]-high))
	}
	return logp
}

// repeated is how many of the rows to score are equal to a training row.
func (p *parts) repeated() (n int) {
	seen := map[[3]float64]bool{}
	for _, row := range p.train {
		seen[[3]float64(row)] = true
	}
	for _, row := range p.test {
		if seen[[3]float64(row)] {
			n++
		}
	}
	return n
}

func (j *job) path(name string) string { return filepath.Join(j.out, name) }
