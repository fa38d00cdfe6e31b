// Point: where a step starts; and Move, a step outside of Fit.

package optim

import (
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/finite"
	"github.com/gorgoflow/gorgoflow/internal/parallel"
	"github.com/pkg/errors"
	"gorgonia.org/tensor"
)

// Point is where a step starts. Weights and gradients have one slice, row by row, for each parameter.
type Point struct {
	Weights  [][]float64 // Step moves these; they are valid until it returns
	Loss     float64     // at the weights
	Gradient [][]float64 // of the loss; clipped unless the optimiser is Fixed
	// At returns the loss at other weights with its gradient, which no later call changes. It rounds the weights to the
	// numbers that the parameters can hold. A loss that cannot be computed is +Inf, without a gradient. At is nil where
	// only the gradient at the start is known.
	At func(weights [][]float64) (loss float64, gradient [][]float64, err error)
}

// check refuses weights and gradients that do not have the parameters' sizes, or that are not finite.
func (p *Point) check(params []*graph.Param) error { return p.checkWith(params, nil) }

// checkWith is check that also refuses what refuses returns an error for, part by part of the gradient.
func (p *Point) checkWith(params []*graph.Param, refuses func(i, from, to int) error) error {
	if p == nil {
		return errors.Wrap(ErrSettings, "no point to step from")
	}
	if err := checkSizes("weights", p.Weights, params); err != nil {
		return err
	}
	if err := checkSizes("gradient", p.Gradient, params); err != nil {
		return err
	}
	return parallel.Parts("train: an optimiser", p.Gradient, func(i, from, to int) error {
		if err := checkPart("weights", p.Weights, params, i, from, to); err != nil {
			return err
		}
		if err := checkPart("gradient", p.Gradient, params, i, from, to); err != nil || refuses == nil {
			return err
		}
		return refuses(i, from, to)
	})
}

// checkLoss refuses a loss that no other one could be compared with, and a point without a loss elsewhere.
func (p *Point) checkLoss() error {
	if p.At == nil {
		return errors.Wrap(ErrSettings, "LBFGS needs the loss at other weights: Point.At is nil")
	}
	if !finite.Is(p.Loss) {
		return errors.Wrapf(ErrSettings, "LBFGS starts from a loss of %v, want a finite number", p.Loss)
	}
	return nil
}

// checkSizes refuses an x without one slice of the right size for each parameter.
func checkSizes(what string, x [][]float64, params []*graph.Param) error {
	if len(x) != len(params) {
		return errors.Wrapf(ErrSettings, "%s of %d parameters, want that of %d", what, len(x), len(params))
	}
	for i, p := range params {
		if len(x[i]) != p.Len() {
			return errors.Wrapf(ErrSettings, "%s of parameter %d (%s) has %d numbers, want %d", what, i, p.Name, len(x[i]), p.Len())
		}
	}
	return nil
}

// Move moves the parameters themselves by one step against a gradient, for a training loop of the caller's. Call Touch
// of their container, or the owner's Update, afterwards. It returns ErrSettings for a gradient or a factor that is not
// finite, since later steps would be useless, for a factor below 0, which would climb, and for a step to weights that
// are not finite. After an error the parameters are unchanged. If it is about the weights after the step, the run's state
// has the gradient nevertheless: begin another run.
func Move(run Run, params []*graph.Param, gradient [][]float64, factor float64) error {
	if run == nil || slices.Contains(params, nil) {
		return errors.Wrap(ErrSettings, "no optimiser to step with, or a parameter that is nil; want one from Start")
	}
	if !(factor >= 0) || math.IsInf(factor, 0) { // a negative factor would climb, and undo a decay
		return errors.Wrapf(ErrSettings, "a factor of %v, want a finite number from 0 up", factor)
	}
	if err := checkFinite("gradient", gradient, params); err != nil {
		return err
	}
	at := &Point{Gradient: gradient}
	for _, p := range params {
		at.Weights = append(at.Weights, p.Values())
	}
	if err := run.Step(at, factor); err != nil {
		return err
	}
	round(at.Weights, params)
	if err := checkFinite("weights after the step", at.Weights, params); err != nil {
		return err
	}
	for i, p := range params {
		if err := p.SetAll(at.Weights[i]); err != nil {
			return err
		}
	}
	return nil
}

// round rounds weights to what the parameters can hold, which may be infinite. Weights of another size are left alone.
func round(weights [][]float64, params []*graph.Param) {
	for i, p := range params[:min(len(params), len(weights))] {
		if p.Params().Dtype() != tensor.Float32 {
			continue
		}
		for k, v := range weights[i] {
			weights[i][k] = float64(float32(v))
		}
	}
}

// checkFinite refuses what checkSizes refuses, and names the first number that is not finite.
func checkFinite(what string, x [][]float64, params []*graph.Param) error {
	if err := checkSizes(what, x, params); err != nil {
		return err
	}
	return parallel.Parts("train: an optimiser", x, func(i, from, to int) error { return checkPart(what, x, params, i, from, to) })
}

// checkPart is checkFinite of a part of a parameter.
func checkPart(what string, x [][]float64, params []*graph.Param, i, from, to int) error {
	if k := finite.FirstNot(x[i][from:to]); k >= 0 {
		return errors.Wrapf(ErrSettings, "%s of parameter %d (%s): %v at %d, want finite numbers", what, i, params[i].Name, x[i][from+k], from+k)
	}
	return nil
}
