// The search along a line for a loss that is low enough.

package optim

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/optimize"
)

// search looks for a lower loss on a line through x.
type search struct {
	point        *Point
	unflat       func([]float64) [][]float64
	x, direction []float64
	slope        float64 // slope of the loss at x

	best []float64 // the lowest point so far; nil: none lower than x
	low  float64   // the loss at best
}

// Bounds of a search. A search for a smooth loss reaches few of them.
const (
	mostTries  = 20 // of losses in a search
	mostLimits = 10 // of losses that do not exist, after each of which the search starts anew with a tenth of the step

	mostStep    = 1e20  // the longest step from a first one that is not far longer
	largestStep = 1e300 // the longest step at all
)

// The constants of the Wolfe conditions: Nocedal and Wright, Numerical optimization, 2006, section 3.1, for
// quasi-Newton methods.
const (
	decrease  = 1e-4
	curvature = 0.9
)

// far is the ratio from which on a search does not go from the one step to the other: it lengthens steps to their
// fourfold.
const far = 1e6

// firstSteps are the first steps of searches, one after the other. Along the gradient alone, whose first step is as long
// as the rate, one as long as the weights follows if that is far away: weights may be in any unit.
func firstSteps(length, rate float64, weights []float64, alone bool) []float64 {
	steps, size := []float64{length * rate}, floats.Norm(weights, 2)
	if alone && size > 0 && !(size < far*rate && rate < far*size) {
		steps = append(steps, length*size)
	}
	return steps
}

// along searches with one first step after the other. It returns nil if it finds no lower loss.
func (s *search) along(steps []float64) (found []float64, err error) {
	s.low = s.point.Loss
	for _, step := range steps {
		if found, err = s.from(step); found != nil || err != nil {
			break
		}
	}
	return found, err
}

// from searches with a first step.
func (s *search) from(step float64) ([]float64, error) {
	if !(s.slope < 0) || !(step > 0) || math.IsInf(step, 0) {
		return nil, nil
	}
	longest := max(mostStep, min(far*step, largestStep))
	for range mostLimits {
		beyond, err := s.within(step, longest)
		if err != nil || beyond == 0 || s.best != nil {
			return s.best, err
		}
		longest, step = beyond/2, beyond/10
	}
	return nil, nil
}

// within searches steps up to the longest. It returns the step from which on the loss does not exist, 0 if it met none.
func (s *search) within(step, longest float64) (beyond float64, err error) {
	line := &optimize.MoreThuente{DecreaseFactor: decrease, CurvatureFactor: curvature, MaximumStep: longest}
	line.Init(s.point.Loss, s.slope, step)
	for range mostTries {
		weights, value, slope, err := s.try(step)
		if err != nil {
			return 0, err
		}
		if math.IsInf(value, 0) {
			return step, nil
		}
		operation, next, failed := line.Iterate(value, slope)
		if operation == optimize.MajorIteration {
			s.best = weights
			return 0, nil
		}
		if failed != nil {
			return 0, nil // the search may have found a lower loss
		}
		step = next
	}
	return 0, nil
}

// try returns the loss after a step, and its slope there.
func (s *search) try(step float64) (weights []float64, value, slope float64, err error) {
	x := make([]float64, len(s.x))
	floats.AddScaledTo(x, s.x, step, s.direction)
	parts := s.unflat(x)
	value, gradient, err := s.point.At(parts)
	if err != nil || math.IsInf(value, 0) || math.IsNaN(value) {
		return nil, math.Inf(1), 0, err
	}
	weights, slope = flat(parts), floats.Dot(flat(gradient), s.direction)
	if math.IsInf(slope, 0) || math.IsNaN(slope) { // no step could go on from there
		return nil, math.Inf(1), 0, nil
	}
	if value < s.low {
		s.best, s.low = weights, value
	}
	return weights, value, slope, nil
}
