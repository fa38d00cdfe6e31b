// What is measured: log-densities and gradients.

package main

import (
	"context"
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/train"
	"gonum.org/v1/gonum/floats"
)

// subject is a call whose result has two errors.
type subject struct {
	name   string
	rows   int
	call   func(ctx context.Context, m train.Model, x [][]float64) (*answer, error)
	errors func(got, truth *answer) [2]float64
}

// answer is the result of a call on all rows.
type answer struct {
	operations float64
	first      [][]float64 // one row of log p, in nats; ∂/∂θ by parameter
	second     [][]float64 // ∂/∂x by row
}

var (
	densities = &subject{"log p: mean and largest error", 512, logProb, func(got, truth *answer) [2]float64 { return deviations(got.first[0], truth.first[0]) }}
	gradients = &subject{"gradient by replay: relative error of ∂/∂θ and of ∂/∂x", 128, gradient, func(got, truth *answer) [2]float64 {
		return [2]float64{distance(got.first, truth.first), distance(got.second, truth.second)}
	}}
)

func logProb(ctx context.Context, m train.Model, x [][]float64) (*answer, error) {
	d, err := m.LogProbWith(ctx, x, nil)
	if err != nil {
		return nil, err
	}
	return &answer{operations: d.Stats.Flops, first: [][]float64{d.LogProb}}, nil
}

func gradient(ctx context.Context, m train.Model, x [][]float64) (*answer, error) {
	g, err := m.Gradient(ctx, x, nil)
	if err != nil {
		return nil, err
	}
	return &answer{operations: g.Forward.Flops + g.Backward.Flops, first: g.Params, second: g.X}, nil
}

// deviations are the mean and the largest of the absolute differences.
func deviations(got, want []float64) (d [2]float64) {
	for i, w := range want {
		e := math.Abs(got[i] - w)
		d[0], d[1] = d[0]+e/float64(len(want)), max(d[1], e)
	}
	return d
}

// distance is the norm of the difference, relative to that of want.
func distance(got, want [][]float64) float64 {
	a, b := slices.Concat(got...), slices.Concat(want...)
	return floats.Distance(a, b, 2) / floats.Norm(b, 2)
}
