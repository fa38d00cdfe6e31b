// The check that three computations of the gradient agree.

package audit

import (
	"context"
	"fmt"
	"math"

	"github.com/gorgoflow/gorgoflow/dynamics"
	"github.com/gorgoflow/gorgoflow/integrate"
	"github.com/gorgoflow/gorgoflow/likelihood"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/numeric"
	"github.com/gorgoflow/gorgoflow/likelihood/internal/stream"
	"github.com/pkg/errors"
)

// Gradients compares three computations of the gradient of the loss with respect to the parameters. Distances are relative
// to the norm of replay's gradient.
type Gradients struct {
	Norm      float64 `json:"norm"`      // of replay's gradient
	Backsolve float64 `json:"backsolve"` // |backsolve - replay| / Norm
	// ReverseError is likelihood.Gradient's: the distance between the data and where backsolve arrives. JSON keeps the
	// name "miss", by which programs read reports.
	ReverseError float64 `json:"miss"`
	// Slope is the derivative along a direction by replay, and Difference that by finite differences of the loss.
	// DifferenceError is the uncertainty of Difference: how much it changes when the step is halved.
	Slope           float64 `json:"slope"`
	Difference      float64 `json:"difference"`
	DifferenceError float64 `json:"differenceError"`
}

// gradientRows is the largest number of rows on which gradients are compared.
const gradientRows = 128

func (a *auditor) gradients() error {
	x, condition := a.x[:min(len(a.x), gradientRows)], a.set.Condition
	if len(condition) > 1 {
		condition = condition[:len(x)]
	}
	replay, err := a.gradient(x, condition, integrate.Replay)
	var notSmooth *dynamics.NotSmoothError
	if errors.Is(err, likelihood.ErrNoScore) || errors.As(err, &notSmooth) {
		a.unknown("gradient", 0, 0, a.set.Limits.Gradient, err.Error())
		return nil
	}
	if err != nil {
		return err
	}
	backsolve, err := a.gradient(x, condition, integrate.Backsolve)
	if err != nil {
		return err
	}
	n, evaluations := float64(len(x)), &a.report.Evaluations
	evaluations.Forward, evaluations.Replay = float64(replay.Forward.Evaluations)/n, float64(replay.Backward.Evaluations)/n
	evaluations.Backsolve = float64(backsolve.Backward.Evaluations) / n
	a.report.Gradients = &Gradients{ReverseError: bounded(backsolve.ReverseError)}
	if err := a.compareDensities(x, condition, replay); err != nil {
		return err
	}
	return a.compareGradients(x, condition, numeric.Flatten(replay.Params), numeric.Flatten(backsolve.Params))
}

func (a *auditor) gradient(x, condition [][]float64, method integrate.Method) (*likelihood.Gradient, error) {
	return a.flow.Gradient(a.ctx, x, &likelihood.GradientRequest{Condition: condition, Settings: &integrate.GradientSettings{Method: method}})
}

func (a *auditor) compareGradients(x, condition [][]float64, replay, backsolve []float64) error {
	g, limit := a.report.Gradients, a.set.Limits.Gradient
	g.Norm = numeric.Norm(replay)
	if g.Norm == 0 {
		a.unknown("gradient", 0, 0, limit, "the gradient is zero")
		return nil
	}
	direction := a.direction(replay)
	g.Slope = numeric.Dot(replay, direction)
	loss := func(step float64) (float64, error) { return a.lossAlong(x, condition, direction, step) }
	var err error
	if g.Difference, g.DifferenceError, err = difference(loss, a.step(g.Slope)); err != nil {
		return err
	}
	away := make([]float64, len(replay))
	for i := range away {
		away[i] = backsolve[i] - replay[i]
	}
	g.Backsolve = numeric.Norm(away) / g.Norm
	a.expect("gradient: backsolve", g.Backsolve, 0, limit, "relative distance from replay")
	off, uncertain := math.Abs(g.Difference-g.Slope)/g.Norm, g.DifferenceError/g.Norm
	if uncertain > 10*limit {
		a.unknown("gradient: differences", off, uncertain, limit, "differences of the loss are too noisy: tighten the tolerance")
		return nil
	}
	a.expectBeyond("gradient: differences", off, uncertain, limit+uncertain, uncertain,
		fmt.Sprintf("relative distance along a direction: %.4g, replay %.4g", g.Difference, g.Slope))
	return nil
}

// direction is a unit vector halfway between the gradient and a random vector: its slope is large enough to be
// measured, and it has a part in every weight that is not constant.
func (a *auditor) direction(gradient []float64) []float64 {
	d, rng := make([]float64, len(gradient)), stream.New(a.set.Seed, stream.Audit).At(0)
	i := 0
	for k, p := range a.flow.Params() {
		for range p.Len() {
			if !a.flow.IsConstant(k) {
				d[i] = rng.NormFloat64()
			}
			i++
		}
	}
	random, g := numeric.Norm(d), numeric.Norm(gradient)
	for i := range d {
		d[i] = d[i]/random + gradient[i]/g
	}
	length := numeric.Norm(d)
	for i := range d {
		d[i] /= length
	}
	return d
}

// step is the step along direction that changes the loss by about 0.01 nats, well above the solver's noise, and the weights
// by at most a hundredth.
func (a *auditor) step(slope float64) float64 {
	return min(0.01/math.Abs(slope), 0.01*max(1, numeric.Norm(numeric.Flatten(a.values()))))
}

func (a *auditor) values() [][]float64 {
	var all [][]float64
	for _, p := range a.flow.Params() {
		all = append(all, p.Values())
	}
	return all
}

// difference is Richardson's extrapolation of two central differences, with the distance between the two.
func difference(f func(float64) (float64, error), step float64) (value, uncertainty float64, err error) {
	central := func(h float64) float64 {
		above, first := f(h)
		below, second := f(-h)
		for _, e := range []error{first, second} {
			if err == nil {
				err = e
			}
		}
		return (above - below) / (2 * h)
	}
	wide, narrow := central(step), central(float64(step/2))
	return (float64(4*narrow) - wide) / 3, math.Abs(narrow - wide), err
}

// lossAlong is the loss with the parameters moved along a direction. The parameters are restored afterwards.
func (a *auditor) lossAlong(x, condition [][]float64, direction []float64, step float64) (loss float64, err error) {
	kept, moved := a.values(), a.values()
	for _, values := range moved {
		for i := range values {
			values[i] += float64(step * direction[i])
		}
		direction = direction[len(values):]
	}
	if err := a.write(a.ctx, moved); err != nil {
		return 0, err
	}
	g, err := a.gradient(x, condition, integrate.Replay)
	if restored := a.write(context.WithoutCancel(a.ctx), kept); restored != nil {
		return 0, restored
	}
	if err != nil {
		return 0, err
	}
	return g.Loss, nil
}

// write sets all parameters.
func (a *auditor) write(ctx context.Context, values [][]float64) error {
	return a.flow.Update(ctx, func() error {
		for i, p := range a.flow.Params() {
			if err := p.SetAll(values[i]); err != nil {
				return err
			}
		}
		return nil
	})
}
