// Errors and operations of one kind of flow by each setting.

package main

import (
	"cmp"
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
	solver integrate.Settings // without a method: Sparse5
	asFlow bool               // as for flows whose settings have no method
}

// settings begin with those that the others are compared with.
var settings = []setting{
	{name: "Sparse5"},
	{name: "the default", asFlow: true},
	{name: "the last error in full", solver: integrate.Settings{Controller: follows(1)}},
	{name: "four fifths of it", solver: integrate.Settings{Controller: follows(0.8)}},
	{name: "a third of it", solver: integrate.Settings{Controller: follows(0.33)}},
	{name: "PI", solver: integrate.Settings{Controller: integrate.ControlPI}},
	{name: "PID", solver: integrate.Settings{Controller: integrate.ControlPID}},
	{name: "safety 0.8", solver: integrate.Settings{Controller: &integrate.Controller{Beta: integrate.ControlI.Beta, Safety: 0.8}}},
	{name: "safety 0.95", solver: integrate.Settings{Controller: &integrate.Controller{Beta: integrate.ControlI.Beta, Safety: 0.95}}},
	{name: "first step 0.03", solver: integrate.Settings{FirstStep: 0.03}},
	{name: "first step 0.1", solver: integrate.Settings{FirstStep: 0.1}},
	{name: "first step 0.2", solver: integrate.Settings{FirstStep: 0.2}},
	{name: "Dopri5", solver: integrate.Settings{Tableau: tableau.Dopri5}},
	{name: "Sparse4", solver: integrate.Settings{Tableau: tableau.Sparse4}},
	{name: "Tsit5", solver: integrate.Settings{Tableau: tableau.Tsit5}},
	{name: "Bosh3", solver: integrate.Settings{Tableau: tableau.Bosh3}},
	{name: "DOP853", solver: integrate.Settings{Tableau: tableau.DOP853}},
	{name: "Fehlberg45", solver: integrate.Settings{Tableau: tableau.Fehlberg45}},
}

func follows(share float64) *integrate.Controller {
	return &integrate.Controller{Beta: [3]float64{share, 0, 0}}
}

var (
	tolerances = []float64{3, 1, 3e-1, 1e-1, 3e-2, 1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5, 3e-6, 1e-6, 3e-7}
	targets    = []float64{1e-2, 1e-3, 1e-4, 1e-5}
)

// point is what a tolerance comes to: the operations of a row, and two errors.
type point struct {
	operations float64
	errors     [2]float64
}

// measure gives the operations of each setting for each target, of the first of the subject's errors and then of the
// second.
func (s *subject) measure(ctx context.Context, k *kinds.Kind, m train.Model, x [][]float64) (found [][]float64, err error) {
	exact, err := k.Exact(m)
	if err != nil {
		return nil, err
	}
	truth, err := s.call(ctx, exact, x)
	if err != nil {
		return nil, err
	}
	for i := range settings {
		points, err := s.curve(ctx, k, m, &settings[i], x, truth)
		if err != nil {
			return nil, err
		}
		var cells []float64
		for of := range 2 {
			for _, target := range targets {
				cells = append(cells, at(points, target, of))
			}
		}
		found = append(found, cells)
	}
	return found, nil
}

// curve goes through the tolerances.
func (s *subject) curve(ctx context.Context, k *kinds.Kind, m train.Model, of *setting, x [][]float64, truth *answer) (points []point, err error) {
	for _, tolerance := range tolerances {
		set := of.solver
		set.RTol, set.ATol = tolerance, tolerance
		if !of.asFlow {
			set.Tableau = cmp.Or(set.Tableau, tableau.Sparse5)
		}
		flow, err := k.Solved(m, &set)
		if err != nil {
			return nil, err
		}
		got, err := s.call(ctx, flow, x)
		if err != nil {
			return nil, err
		}
		points = append(points, point{got.operations / float64(len(x)), s.errors(got, truth)})
	}
	return points, nil
}

// at is the number of operations for an error, between those of two tolerances; NaN where no two have it between them.
func at(points []point, target float64, of int) float64 {
	for i := len(points) - 1; i > 0; i-- {
		a, b := points[i-1], points[i]
		if a.errors[of] >= target && b.errors[of] <= target {
			s := math.Log(a.errors[of]/target) / math.Log(a.errors[of]/b.errors[of])
			return math.Exp(math.Log(a.operations) + s*math.Log(b.operations/a.operations))
		}
	}
	return math.NaN()
}
