// The flows.

package main

import (
	"context"
	"io"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/base"
	"github.com/gorgoflow/gorgoflow/likelihood/manifold"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

// tolerance of the solves: certificates of flows that were trained with it are in RESULTS.md.
const tolerance = 1e-4

// flow trains a flow from a base density; nil is the uniform base. It keeps the weights that score best on the rows to
// choose by.
func (j *job) flow(ctx context.Context, start base.Base) (*likelihood.Flow, error) {
	network, err := newWaves(j.options, j.seed)
	if err != nil {
		return nil, err
	}
	f, err := manifold.New(manifold.Sphere(3), network, &likelihood.Settings{Base: start, Solver: &integrate.Settings{RTol: tolerance, ATol: tolerance}})
	if err != nil {
		return nil, err
	}
	_, err = train.Fit(ctx, f, j.rows.train, &train.Settings{
		Iterations: j.iterations, Batch: 256, Optimizer: optim.Adam{Rate: 1e-2}, Seed: j.seed, Average: 0.99,
		Validation: j.rows.validation, ValidateEvery: max(1, j.iterations/20), KeepStandardization: true, Progress: io.Discard,
	})
	return f, err
}

// mixture is the kernel estimate as a base density, without widths of nearly no weight.
func (k *kernels) mixture() (*manifold.Mixture, error) {
	const least = 1e-3
	var weights, kappas []float64
	var means [][]float64
	for j, w := range k.weight {
		rows := k.rows
		if k.kappas[j] == 0 {
			rows = rows[:1] // a uniform kernel is the same around any row
		}
		for _, row := range rows {
			if w >= least || k.kappas[j] == 0 {
				weights, means, kappas = append(weights, max(w, least)/float64(len(rows))), append(means, row), append(kappas, k.kappas[j])
			}
		}
	}
	return manifold.NewMixture(weights, means, kappas)
}
