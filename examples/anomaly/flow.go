// The flow: a continuous normalizing flow trained on the rows with noise.

package main

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/objective"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

// noise, in deviations of a column, is added to rows before the flow is trained. Without noise the density would have
// spikes at values that repeat, and grow without bound on constant columns.
const noise = 0.2

// flow is -log p of a flow over a normal density, trained by flow matching.
func flow(ctx context.Context, s *set, o *options) ([]float64, error) {
	field, err := dynamics.NewMLP(len(s.train[0]), &dynamics.MLPSettings{Hidden: []int{64, 64}, Seed: o.seed})
	if err != nil {
		return nil, err
	}
	f, err := likelihood.New(field, nil)
	if err != nil {
		return nil, err
	}
	rows := blurred(s.train, 10_000, o.seed)
	_, err = train.Fit(ctx, f, rows, &train.Settings{
		Iterations: 1500, Batch: 256, Optimizer: optim.Adam{Rate: 3e-3}, Average: 0.99, HoldOut: -1, Seed: o.seed, KeepStandardization: true,
		Objective: objective.FlowMatching{}, Progress: io.Discard,
	})
	if err != nil {
		return nil, err
	}
	logProb, err := f.LogProb(ctx, s.test)
	var failed *likelihood.RowsError // rows far away, whose log p is NaN
	if errors.As(err, &failed) && len(logProb) == len(s.test) {
		err = nil
	}
	return negative(logProb), err
}

// blurred returns the training rows with noise, repeated until there are at least n rows.
func blurred(x [][]float64, n int, seed uint64) [][]float64 {
	rng := rand.New(rand.NewPCG(seed, 0x6e6f6973))
	rows := make([][]float64, max(n, len(x)))
	for i := range rows {
		rows[i] = make([]float64, len(x[0]))
		for j, v := range x[i%len(x)] {
			rows[i][j] = v + noise*rng.NormFloat64()
		}
	}
	return rows
}
