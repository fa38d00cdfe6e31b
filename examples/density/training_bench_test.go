// The time of a fit from scratch, and the density that the fit gives unseen points.

package main

import (
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/examples/internal/toy"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/optim"
)

// BenchmarkTraining fits FFJORD's eight Gaussians from scratch. It reports the seconds of the fit and the negative
// log-likelihood (nats, exact trace, tolerance 1e-5) of 10,000 unseen points. The true density has 2.837.
// Reference: FFJORD's toy training, 2000 iterations of 512 points, reaches 2.845.
func BenchmarkTraining(b *testing.B) {
	x, err := toy.Generate("8gaussians", 200_000, 1)
	if err != nil {
		b.Fatal(err)
	}
	test, err := toy.Generate("8gaussians", 10_000, 2)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		field, err := dynamics.NewMLP(2, &dynamics.MLPSettings{Hidden: []int{64, 64, 64}, Seed: 1})
		if err != nil {
			b.Fatal(err)
		}
		flow, err := likelihood.New(field, &likelihood.Settings{
			Solver:    &integrate.Settings{RTol: 1e-3, ATol: 1e-3},
			Penalties: likelihood.Penalties{Kinetic: 0.02},
		})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := train.Fit(b.Context(), flow, x, &train.Settings{Iterations: 1500, Optimizer: optim.Adam{Rate: 1e-2}, Batch: 256, HoldOut: -1}); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		reportTraining(b, flow, test)
		b.StartTimer()
	}
}

// reportTraining reports the negative log-likelihood of the fitted field at the default tolerance.
func reportTraining(b *testing.B, flow *likelihood.Flow, test [][]float64) {
	strict, err := likelihood.New(flow.Field(), nil)
	if err != nil {
		b.Fatal(err)
	}
	if err := strict.Standardize(flow.Standardization()); err != nil {
		b.Fatal(err)
	}
	mean, err := strict.MeanLogProb(b.Context(), test, nil)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(-mean.LogProb, "nats")
}
