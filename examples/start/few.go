// The smallest number of evaluations by which a trained flow can be solved.

package main

import (
	"context"
	"fmt"
	"math"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/likelihood"
	fit "github.com/gorgoflow/gorgoflow/train"
)

// enough is the largest error of log p, in nats, that a solve with few evaluations may have.
const enough = 1e-3

// grids are equal steps of methods with more and more evaluations.
var grids = []integrate.Settings{{Tableau: tableau.RK4, Steps: 1}, {Tableau: tableau.RK4, Steps: 2}, {Tableau: tableau.RK4, Steps: 3}, {Tableau: tableau.Tsit5, Steps: 2},
	{Tableau: tableau.RK4, Steps: 4}, {Tableau: tableau.Tsit5, Steps: 3}, {Tableau: tableau.Tsit5, Steps: 4}, {Tableau: tableau.Tsit5, Steps: 6}, {Tableau: tableau.Tsit5, Steps: 8},
	{Tableau: tableau.Tsit5, Steps: 12}, {Tableau: tableau.Tsit5, Steps: 16}}

// judge scores the rows that were not used to choose anything, at the default tolerance and by more and more equal steps.
func (r *run) judge(ctx context.Context, flow *likelihood.Flow) error {
	d, err := flow.LogProbWith(ctx, r.rows.test, nil)
	if err != nil {
		return err
	}
	r.logp, r.evaluations = d.LogProb, float64(d.Stats.Evaluations)/float64(len(d.LogProb))
	r.score = fit.NewScore(d.LogProb)
	r.under = baseAlone(flow, r.rows.test)
	x := r.rows.test[:min(len(r.rows.test), 1000)]
	tight, _, err := r.solve(ctx, flow, x, &integrate.Settings{Tableau: tableau.DOP853, RTol: 2e-6, ATol: 1e-7, MaxStep: 1. / 32})
	if err != nil {
		return err
	}
	r.few = "more"
	for _, grid := range grids {
		logp, evaluations, err := r.solve(ctx, flow, x, &grid)
		if err != nil {
			return err
		}
		largest := 0.0
		for i, v := range logp {
			largest = max(largest, math.Abs(v-tight[i]))
		}
		if evaluations == 12 {
			r.coarse = largest
		}
		if largest <= enough && r.few == "more" {
			r.few = fmt.Sprintf("%d (%s)", evaluations, grid.Tableau.Name)
		}
	}
	return nil
}

// baseAlone is the mean log-density of rows by what a flow starts from, in the data's units.
func baseAlone(flow *likelihood.Flow, x [][]float64) float64 {
	mean, std := flow.Standardization()
	z, sum := make([]float64, len(mean)), 0.0
	for _, row := range x {
		for c, v := range row {
			z[c] = (v - mean[c]) / std[c]
			sum -= math.Log(std[c])
		}
		sum += flow.Base().LogProb(z)
	}
	return sum / float64(len(x))
}

// solve returns the log-densities by other settings of the solver, and the evaluations of a row.
func (r *run) solve(ctx context.Context, flow *likelihood.Flow, x [][]float64, solver *integrate.Settings) ([]float64, int, error) {
	set := r.flow
	set.Solver = solver
	other, err := likelihood.New(flow.Field(), &set)
	if err == nil {
		err = other.Standardize(flow.Standardization())
	}
	if err != nil {
		return nil, 0, err
	}
	d, err := other.LogProbWith(ctx, x, nil)
	if err != nil {
		return nil, 0, err
	}
	return d.LogProb, d.Stats.Evaluations / len(x), nil
}
