// A short fit of the example.

package main

import (
	"io"
	"math/rand/v2"
	"testing"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/examples/internal/program"
	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
)

// TestFitLowersTheLoss: a short fit of the posterior alone lowers the loss, and a short fit together with f more than
// halves it again.
func TestFitLowersTheLoss(t *testing.T) {
	f := program.Must(dynamics.NewMLP(latent, &dynamics.MLPSettings{Hidden: []int{16}, Layer: dynamics.Ignore, Seed: 1, Float64: true}))
	solver := program.Must(integrate.NewSolver[float64](ode.FromField(f), &integrate.Settings{RTol: 1e-3, ATol: 1e-3}))
	s := draw(rand.New(rand.NewPCG(1, 2)), 6, 1)
	loss := func(q *graph.Params) float64 {
		p := &ode.Problem[float64]{T1: 1, Rows: 6, Y: [][]float64{graph.Data[float64](q.List()[0])}, RowSaveAt: s.times}
		return program.Must(solver.GradientOfTrajectory(t.Context(), p, s.loss, nil)).Loss
	}
	before := loss(s.posterior())
	alone := loss(fit(t.Context(), io.Discard, f, solver, s, 40, false))
	together := loss(fit(t.Context(), io.Discard, f, solver, s, 80, true))
	if !(alone < before) || !(together < alone/2) {
		t.Errorf("a loss of %v, %v by the posterior, %v with f; want less, then less than half", before, alone, together)
	}
}
