// A few steps of the example bring the bound up.

package main

import (
	"testing"

	"math/rand/v2"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// The posterior alone, and f with it, explain a series better than the beginning does.
func TestFitLowersTheLoss(t *testing.T) {
	f := must(dynamics.NewMLP(latent, &dynamics.MLPSettings{Hidden: []int{16}, Layer: dynamics.Ignore, Seed: 1, Float64: true}))
	solver := must(integrate.NewSolver[float64](ode.FromField(f), &integrate.Settings{RTol: 1e-3, ATol: 1e-3}))
	s := draw(rand.New(rand.NewPCG(1, 2)), 6, 1)
	loss := func(q *graph.Params) float64 {
		p := &ode.Problem[float64]{T1: 1, Rows: 6, Y: [][]float64{graph.Data[float64](q.List()[0])}, RowSaveAt: s.times}
		return must(solver.GradientOfTrajectory(t.Context(), p, s.loss, nil)).Loss
	}
	before := loss(s.posterior())
	alone := loss(fit(t.Context(), f, solver, s, 40, false))
	together := loss(fit(t.Context(), f, solver, s, 80, true))
	if !(alone < before) || !(together < alone/2) {
		t.Errorf("a loss of %v, %v by the posterior, %v with f", before, alone, together)
	}
}
