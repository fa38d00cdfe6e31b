// The flow over the mixture.

package main

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/examples/patches/internal/gsm"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/optim"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"
)

// flow trains a flow that begins as the mixture itself.
func (j *job) flow(ctx context.Context, mixture *gsm.Mixture) error {
	field, err := dynamics.NewMLP(columns, &dynamics.MLPSettings{Hidden: []int{j.hidden, j.hidden}, ZeroOutput: true, Seed: j.seed})
	if err != nil {
		return err
	}
	f, err := likelihood.New(field, &likelihood.Settings{Base: squeezed{mixture}})
	if err != nil {
		return err
	}
	x, validation, test := squeezedRows(j.rows(j.patches.train, 0, 3)), squeezedRows(j.validation), squeezedRows(j.test)
	_, err = train.Fit(ctx, f, x.y, &train.Settings{
		Iterations: j.iterations, Batch: j.batch, Optimizer: optim.Adam{Rate: j.rate}, Seed: j.seed, Average: 0.99,
		Validation: validation.y, ValidateEvery: max(1, j.iterations/20), KeepStandardization: true,
		Recorder: &recorder{j, stat.Mean(x.volume, nil), stat.Mean(validation.volume, nil)},
	})
	if err != nil {
		return err
	}
	logProb, err := f.LogProb(ctx, test.y)
	if err != nil {
		return err
	}
	floats.Add(logProb, test.volume)
	floats.AddConst(j.coordinates.logDet, logProb)
	j.report(fmt.Sprintf("a flow over %d shapes", mixture.Components()), logProb)
	return j.picture(ctx, f)
}

// squeezedSet are rows in the flow's coordinates, and log |∂y/∂z| of each.
type squeezedSet struct {
	y      [][]float64
	volume []float64
}

func squeezedRows(z [][]float64) *squeezedSet {
	s := &squeezedSet{}
	for _, row := range z {
		y := slices.Clone(row)
		s.volume = append(s.volume, squeeze(y))
		s.y = append(s.y, y)
	}
	return s
}

// recorder adds the scores of the validation rows to the curve as they come.
type recorder struct {
	job                  *job
	training, validation float64 // mean volumes
}

func (c *recorder) Init() error { return nil }

func (c *recorder) Record(r *train.Record) error {
	if !r.Scored() {
		return nil
	}
	s := r.Score
	s.Mean = c.job.nats(s.Mean + c.validation)
	s.Error = math.NaN() // of both terms together: not known here
	return c.job.add(fmt.Sprintf("flow, step %d", r.Iteration), c.job.nats(c.training-r.Loss), s)
}
