// The run: three densities, each fitted and scored.

package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/base/em"
	"github.com/gorgoflow/gorgoflow/train"
)

// job is one run of the program.
type job struct {
	*options
	train, validation, test [][]float64
	coordinates             *whitening
	log                     io.Writer
	start                   time.Time
}

func (o *options) run(ctx context.Context, out io.Writer) error {
	if err := os.MkdirAll(o.out, 0o755); err != nil {
		return err
	}
	p, err := o.patches()
	if err != nil {
		return err
	}
	j := &job{options: o, log: out, start: time.Now()}
	j.train, j.validation, j.test = rows(p.train, 0, o.seed), rows(p.validation, 2000, o.seed+1), rows(p.test, o.test, o.seed+2)
	if err := j.whiten(); err != nil {
		return err
	}
	fmt.Fprintf(out, "%d patches to train on, %d to score\n", len(j.train), len(j.test))
	if _, err := j.mixture(ctx, "one normal density", 1); err != nil {
		return err
	}
	mixture, err := j.mixture(ctx, fmt.Sprintf("a mixture of %d", o.components), o.components)
	if err != nil {
		return err
	}
	return j.flow(ctx, mixture)
}

// whiten brings all rows to the coordinates that densities are fitted in.
func (j *job) whiten() (err error) {
	if j.coordinates, err = newWhitening(j.train); err != nil {
		return err
	}
	for _, set := range [][][]float64{j.train, j.validation, j.test} {
		j.coordinates.apply(set)
	}
	return nil
}

// report prints the mean log-density of the test rows in units of the task.
func (j *job) report(name string, logProb []float64) {
	s := train.NewScore(logProb)
	fmt.Fprintf(j.log, "%7.0f s  %-28s test log-density: %.2f ± %.2f nats\n", time.Since(j.start).Seconds(), name, j.nats(s.Mean), s.Error)
}

// nats counts the coordinates' Jacobian.
func (j *job) nats(whitened float64) float64 { return whitened + j.coordinates.logDet }

func (j *job) mixture(ctx context.Context, name string, components int) (*base.Mixture, error) {
	x := j.train[:min(j.mixing, len(j.train))]
	m, _, err := em.Fit(ctx, x, components, &em.Settings{Iterations: j.passes, Prior: 5, Seed: j.seed})
	if err != nil {
		return nil, err
	}
	logProb := make([]float64, len(j.test))
	for i, row := range j.test {
		logProb[i] = m.LogProb(row)
	}
	j.report(name, logProb)
	return m, nil
}

func (j *job) path(name string) string { return filepath.Join(j.options.out, name) }
