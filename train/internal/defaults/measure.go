// Errors and operations of one kind of flow by each setting.

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
	{"Tsit5", integrate.Settings{Tableau: tableau.Tsit5}},
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

// point is what a tolerance comes to: the operations of a row, and two errors.
type point struct {
	operations float64
	errors     [2]float64
}

// measure gives the operations of each setting for each target, of the first of the subject's errors and then of the second.
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
		points, err := s.curve(ctx, k, m, &settings[i].solver, x, truth)
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
func (s *subject) curve(ctx context.Context, k *kinds.Kind, m train.Model, solver *integrate.Settings, x [][]float64, truth *answer) (points []point, err error) {
	for _, tolerance := range tolerances {
		set := *solver
		set.RTol, set.ATol = tolerance, tolerance
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
