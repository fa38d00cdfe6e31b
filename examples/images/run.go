// The run: three densities of the same test images, in bits per dimension.

package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"time"

	"github.com/gorgoflow/gorgoflow/examples/internal/program"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/base/em"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/pkg/errors"
)

// job is one run of the program.
type job struct {
	*options
	side     int
	pixels   coordinates
	training images
	train    [][]float64
	test     [][]float64
	volume   []float64 // logarithm of the coordinates' volume element for each test image
	log      io.Writer
	start    time.Time
}

func (o *options) run(ctx context.Context, out io.Writer) error {
	if err := program.Output(o.out, "images.png", "images.model"); err != nil {
		return err
	}
	training, test, err := o.digits()
	if err != nil {
		return err
	}
	if n, pixels := len(training.pixels), training.side*training.side; n <= pixels { // their covariance would be singular
		return errors.Errorf("%d images to train on, want more of -images than an image's %d pixels", n, pixels)
	}
	j := &job{options: o, side: training.side, training: training, pixels: newCoordinates[o.coordinates](training), log: out, start: time.Now()}
	j.train, _ = rows(j.pixels, training, o.seed)
	j.test, j.volume = rows(j.pixels, test, o.seed+1)
	fmt.Fprintf(out, "%d images of %d×%d pixels to train on, %d to score\n", len(j.train), j.side, j.side, len(j.test))
	net, err := j.network()
	if err != nil {
		return errors.WithMessagef(err, "-scales %d of images of %d×%d pixels", j.scales, j.side, j.side)
	}
	normal, err := j.normal(ctx)
	if err != nil {
		return err
	}
	return j.flow(ctx, net, normal)
}

// normal is the normal density of the coordinates.
func (j *job) normal(ctx context.Context) (*base.Mixture, error) {
	j.report("each pixel by itself", j.scored(base.Standard{}))
	m, _, err := em.Fit(ctx, j.train, 1, &em.Settings{Iterations: 1, Seed: j.seed})
	if err != nil {
		return nil, err
	}
	j.report("one normal density", j.scored(m))
	return m, nil
}

func (j *job) scored(b base.Base) []float64 {
	logProb := make([]float64, len(j.test))
	for i, row := range j.test {
		logProb[i] = b.LogProb(row)
	}
	return logProb
}

// report prints the mean of the test images.
func (j *job) report(name string, logProb []float64) {
	mean, deviation := j.bits(logProb)
	fmt.Fprintf(j.log, "%6.0f s  %-34s %.4f%s bits per dimension of %d test images\n", time.Since(j.start).Seconds(), name, mean, program.PlusMinus(deviation, 4), len(logProb))
}

// bits are the mean bits per dimension of the first test images, and its standard error, which is NaN for a single image.
func (j *job) bits(logProb []float64) (mean, deviation float64) {
	total := make([]float64, len(logProb))
	for i, l := range logProb {
		total[i] = -(l + j.volume[i]) / math.Ln2 / float64(j.side*j.side)
	}
	s := train.NewScore(total)
	return s.Mean, s.Error
}

func (j *job) path(name string) string { return filepath.Join(j.options.out, name) }
