// A training by one of the ways, and its result.

package main

import (
	"context"
	"io"
	"math"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/internal/cputime"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base/em"
	fit "github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/objective"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

// run is the result of a training run, and its Recorder.
type run struct {
	*options
	begin       float64
	total       float64 // seconds of all
	seconds     []float64
	scores      []fit.Score
	best        fit.Score
	logp        []float64 // of the rows that were not used to choose anything
	score       fit.Score // of these rows
	under       float64   // mean log p of these rows by the base alone
	evaluations float64
	few         string  // evaluations for 0.001 nats
	coarse      float64 // largest error of three steps of RK4
	network     dynamics.MLPSettings
	flow        likelihood.Settings
	settings    fit.Settings
	rows        *split
	mixture     int // components asked for
	components  int // of them, those that the rows are enough for
}

// train trains in one of the ways.
func (o *options) train(ctx context.Context, rows *split, w *way, seed uint64) (*run, error) {
	r := &run{options: o, rows: rows, network: dynamics.MLPSettings{Hidden: []int{64, 64}, Seed: seed}}
	r.settings = fit.Settings{Iterations: o.alone, Optimizer: optim.Adam{Rate: o.rate}, Validation: rows.held, Batch: o.batch, Seed: seed, ValidateEvery: 25, Average: 0.95,
		Recorder: r, Progress: io.Discard}
	for _, p := range w.parts {
		r.set(p)
	}
	r.begin = cputime.Seconds()
	flow, err := r.model(ctx, seed)
	if err != nil {
		return nil, err
	}
	result, err := fit.Fit(ctx, flow, rows.train, &r.settings)
	if err != nil {
		return nil, err
	}
	r.total, r.best = cputime.Seconds()-r.begin, result.Score
	return r, r.judge(ctx, flow)
}

// set sets what a part of a way says.
func (r *run) set(p part) {
	switch p.name {
	case "matching":
		r.start(objective.FlowMatching{})
	case "transport":
		r.start(objective.FlowMatching{Coupling: objective.OptimalTransport})
	case "kinetic":
		r.flow.Penalties.Kinetic = p.value
	case "total":
		r.flow.Penalties.Total = p.value
	case "mixture":
		r.mixture, r.network.ZeroOutput = int(p.value), true
		r.settings.Iterations, r.settings.Optimizer = r.then, optim.Adam{Rate: r.over}
	}
}

func (r *run) start(o objective.FlowMatching) {
	r.settings.Iterations, r.settings.Optimizer = r.then, optim.Adam{Rate: r.after}
	r.settings.Start = &fit.Settings{Objective: o, Iterations: r.first, Batch: r.width, Optimizer: optim.Adam{Rate: r.lead}, Average: 0.99, ValidateEvery: 250}
}

// mixtureRows are enough to fit a mixture to.
const mixtureRows = 5000

// model compiles its gradient before the clock starts, so that the time is that of training.
func (r *run) model(ctx context.Context, seed uint64) (*likelihood.Flow, error) {
	if r.mixture > 0 {
		x := r.rows.train[:min(len(r.rows.train), mixtureRows)]
		r.components = min(r.mixture, len(x)/20)
		m, _, err := em.Fit(ctx, x, r.components, &em.Settings{Standardized: true, Seed: seed})
		if err != nil {
			return nil, err
		}
		r.flow.Base = m
	}
	field, err := dynamics.NewMLP(len(r.rows.train[0]), &r.network)
	if err != nil {
		return nil, err
	}
	flow, err := likelihood.New(field, &r.flow)
	if err != nil {
		return nil, err
	}
	compiling := cputime.Seconds()
	_, err = flow.Gradient(ctx, r.rows.train[:1], nil)
	r.begin += cputime.Seconds() - compiling
	return flow, err
}

// Init implements train.Recorder.
func (r *run) Init() error { return nil }

// Record implements train.Recorder.
func (r *run) Record(at *fit.Record) error {
	if at.Scored() {
		r.seconds, r.scores = append(r.seconds, cputime.Seconds()-r.begin), append(r.scores, at.Score)
	}
	return nil
}

// when is the time until a target was reached; NaN: never.
func (r *run) when(target float64) float64 {
	for i, s := range r.scores {
		if s.Mean >= target {
			return r.seconds[i]
		}
	}
	return math.NaN()
}

// below is the mean difference of log p over the same rows, with its standard error.
func (r *run) below(other *run) fit.Score {
	difference := make([]float64, len(r.logp))
	for i, v := range r.logp {
		difference[i] = other.logp[i] - v
	}
	return fit.NewScore(difference)
}
