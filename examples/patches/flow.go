// The flow over the mixture.

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

// flow trains a flow that begins as the mixture itself.
func (j *job) flow(ctx context.Context, mixture *base.Mixture) error {
	field, err := dynamics.NewMLP(columns, &dynamics.MLPSettings{Hidden: []int{j.hidden, j.hidden}, ZeroOutput: true, Seed: j.seed})
	if err != nil {
		return err
	}
	f, err := likelihood.New(field, &likelihood.Settings{Base: mixture})
	if err != nil {
		return err
	}
	shuffle(j.train, j.seed)
	_, err = train.Fit(ctx, f, j.train, &train.Settings{
		Iterations: j.iterations, Optimizer: optim.Adam{Rate: j.rate}, Seed: j.seed, Average: 0.995,
		Validation: j.validation, ValidateEvery: max(1, j.iterations/25), KeepStandardization: true, Recorder: &curve{job: j},
	})
	if err != nil {
		return err
	}
	logProb, err := f.LogProb(ctx, j.test)
	if err != nil {
		return err
	}
	j.report(fmt.Sprintf("a flow over it, %d-%d units", j.hidden, j.hidden), logProb)
	if err := f.SaveFile(j.path("patches.model")); err != nil {
		return err
	}
	return j.picture(ctx, f)
}

// curve prints the scores of the validation rows as they come.
type curve struct{ job *job }

func (c *curve) Init() error { return nil }

func (c *curve) Record(r *train.Record) error {
	if r.Scored() {
		fmt.Fprintf(c.job.log, "%7.0f s  step %6d: training %.2f, validation %.2f ± %.2f nats, %.0f evaluations\n", time.Since(c.job.start).Seconds(),
			r.Iteration, c.job.nats(-r.Loss), c.job.nats(r.Score.Mean), r.Score.Error, r.Evaluations)
	}
	return nil
}

func shuffle(x [][]float64, seed uint64) {
	rng := rand.New(rand.NewPCG(seed, 0x73687566))
	rng.Shuffle(len(x), func(a, b int) { x[a], x[b] = x[b], x[a] })
}
