// The run: densities, each fitted and scored.

package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/gorgoflow/gorgoflow/examples/internal/program"
	"github.com/gorgoflow/gorgoflow/train"
)

// job is one run of the program.
type job struct {
	*options
	patches          *patches
	validation, test [][]float64
	coordinates      *coordinates
	curve            curve
	log              io.Writer
	start            time.Time
}

func (o *options) run(ctx context.Context, out io.Writer) error {
	p, err := o.patches()
	if err != nil {
		return err
	}
	return o.fit(ctx, out, p)
}

// fit fits densities to patches and scores them.
func (o *options) fit(ctx context.Context, out io.Writer, p *patches) error {
	if err := program.Output(o.out, "patches.png", "patches-curve.png", "patches.csv"); err != nil {
		return err
	}
	shuffle(p.train, o.seed)
	j := &job{options: o, patches: p, log: out, start: time.Now()}
	x := frequencies(p.train, 0, o.seed)
	j.coordinates = newCoordinates(x)
	j.validation, j.test = j.rows(p.validation, validationRows, 1), j.rows(p.test, o.test, 2)
	fmt.Fprintf(out, "%d patches to train on, %d to choose by, %d to score\n", len(p.train)/(side*side), len(j.validation), len(j.test))
	if err := j.gaussian(ctx, j.coordinates.scaleAll(x)); err != nil {
		return err
	}
	grey, err := j.greyLevels(ctx)
	if err != nil {
		return err
	}
	start, err := j.mixtures(ctx, grey)
	if err != nil {
		return err
	}
	if j.iterations > 0 {
		if err := j.flow(ctx, start); err != nil {
			return err
		}
	}
	return j.curve.write(j.path("patches"))
}

// rows are patches in coordinates. Noise drawn for one purpose is not used for another.
func (j *job) rows(bytes []uint8, n int, purpose uint64) [][]float64 {
	return j.coordinates.scaleAll(frequencies(bytes, n, j.seed+purpose<<56))
}

// validationRows are enough to tell models apart, and are scored quickly.
const validationRows = 2000

// report prints the mean log-density of the test rows.
func (j *job) report(name string, logProb []float64) {
	s := train.NewScore(logProb)
	fmt.Fprintf(j.log, "%7.0f s  %-28s test log-density: %.2f%s nats\n", time.Since(j.start).Seconds(), name, s.Mean, program.PlusMinus(s.Error, 2))
}

// nats counts the coordinates' Jacobian.
func (j *job) nats(scaled float64) float64 { return scaled + j.coordinates.logDet }

func (j *job) path(name string) string { return filepath.Join(j.options.out, name) }
