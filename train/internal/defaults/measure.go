// Errors and evaluations of one kind of flow with each setting.

package main

import (
	"context"
	"math"

	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/integrate/tableau"
	"github.com/gorgoflow/gorgoflow/train"
	"github.com/gorgoflow/gorgoflow/train/internal/kinds"
)

// setting is one to be measured.
type setting struct {
	name   string
	solver integrate.Settings
}

// settings begin with the default.
var settings = []setting{
	{"the default", integrate.Settings{}},
	{"the last error in full", integrate.Settings{Controller: follows(1)}},
	{"four fifths of it", integrate.Settings{Controller: follows(0.8)}},
	{"a third of it", integrate.Settings{Controller: follows(0.33)}},
	{"PI", integrate.Settings{Controller: integrate.ControlPI}},
	{"PID", integrate.Settings{Controller: integrate.ControlPID}},
	{"safety 0.8", integrate.Settings{Controller: &integrate.Controller{Beta: integrate.ControlI.Beta, Safety: 0.8}}},
	{"safety 0.95", integrate.Settings{Controller: &integrate.Controller{Beta: integrate.ControlI.Beta, Safety: 0.95}}},
	{"first step 0.03", integrate.Settings{FirstStep: 0.03}},
	{"first step 0.1", integrate.Settings{FirstStep: 0.1}},
	{"first step 0.2", integrate.Settings{FirstStep: 0.2}},
	{"Dopri5", integrate.Settings{Tableau: tableau.Dopri5}},
	{"Bosh3", integrate.Settings{Tableau: tableau.Bosh3}},
	{"DOP853", integrate.Settings{Tableau: tableau.DOP853}},
	{"Fehlberg45", integrate.Settings{Tableau: tableau.Fehlberg45}},
}

func follows(share float64) *integrate.Controller {
	return &integrate.Controller{Beta: [3]float64{share, 0, 0}}
}

var (
	tolerances = []float64{3e-1, 1e-1, 3e-2, 1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6, 1e-6, 3e-7}
	targets    = []float64{1e-2, 1e-3, 1e-4, 1e-5}
)

// point is the result for one tolerance.
type point struct{ evaluations, mean, largest float64 }

// measure returns the evaluations of each setting, first for each of the mean errors and then for each of the largest
// ones.
func measure(ctx context.Context, k *kinds.Kind, seed uint64, rows int) (found [][]float64, err error) {
	m, err := k.Train(ctx, seed, random(seed, 10))
	if err != nil {
		return nil, err
	}
	exact, err := k.Exact(m)
	if err != nil {
		return nil, err
	}
	x := k.Rows(random(seed, 77), rows)
	d, err := exact.LogProbWith(ctx, x, nil)
	if err != nil {
		return nil, err
	}
	for _, s := range settings {
		points, err := curve(ctx, k, m, &s.solver, x, d.LogProb)
		if err != nil {
			return nil, err
		}
		var cells []float64
		for _, of := range []func(point) float64{func(p point) float64 { return p.mean }, func(p point) float64 { return p.largest }} {
			for _, target := range targets {
				cells = append(cells, at(points, target, of))
			}
		}
		found = append(found, cells)
	}
	return found, nil
}

// curve solves with each of the tolerances.
func curve(ctx context.Context, k *kinds.Kind, m train.Model, solver *integrate.Settings, x [][]float64, truth []float64) (points []point, err error) {
	for _, tolerance := range tolerances {
		s := *solver
		s.RTol, s.ATol = tolerance, tolerance
		flow, err := k.Solved(m, &s)
		if err != nil {
			return nil, err
		}
		d, err := flow.LogProbWith(ctx, x, nil)
		if err != nil {
			return nil, err
		}
		p := point{evaluations: float64(d.Stats.Evaluations) / float64(len(x))}
		for i, want := range truth {
			e := math.Abs(d.LogProb[i] - want)
			p.mean, p.largest = p.mean+e/float64(len(x)), max(p.largest, e)
		}
		points = append(points, p)
	}
	return points, nil
}

// at interpolates the number of evaluations for an error between two tolerances; NaN if the error is outside of all.
func at(points []point, target float64, of func(point) float64) float64 {
	for i := len(points) - 1; i > 0; i-- {
		a, b := points[i-1], points[i]
		if of(a) >= target && of(b) <= target {
			s := math.Log(of(a)/target) / math.Log(of(a)/of(b))
			return math.Exp(math.Log(a.evaluations) + s*math.Log(b.evaluations/a.evaluations))
		}
	}
	return math.NaN()
}
