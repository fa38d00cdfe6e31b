// LBFGS and the units of a loss and of weights, and factors of 0.

package optim_test

import (
	"math"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/optim"
	"gorgonia.org/tensor"
)

// TestLBFGSInAnyUnit: a loss times a power of two has the steps of the loss, to the bit, also where the squares of its
// gradient are 0 or infinite, and from a state that is put back.
func TestLBFGSInAnyUnit(t *testing.T) {
	p, want := params(t, tensor.Float64, 1, 0, 0), [][]float64{{-1.2, 1}}
	steps(t, start(t, optim.LBFGS{}, p, nil), want, 25, rosenbrock)
	for _, exponent := range []int{-1000, -700, -130, 130, 700, 1000} {
		unit, got := math.Ldexp(1, exponent), [][]float64{{-1.2, 1}}
		scaled := func(w [][]float64) (float64, [][]float64, error) {
			loss, g, err := rosenbrock(w)
			return unit * loss, [][]float64{{unit * g[0][0], unit * g[0][1]}}, err
		}
		run := start(t, optim.LBFGS{}, p, nil)
		steps(t, run, got, 9, scaled)
		steps(t, start(t, optim.LBFGS{}, p, run.State()), got, 16, scaled)
		if !slices.Equal(got[0], want[0]) {
			t.Errorf("times 2^%d: %v, want %v", exponent, got, want)
		}
	}
}

// TestLBFGSInAnyUnitOfWeights: weights in a unit in which a step as long as the rate is nothing, or far too much, reach the
// optimum as others do. So do those of a rate that is. Either ended before the first step, as a fit that has converged.
func TestLBFGSInAnyUnitOfWeights(t *testing.T) {
	for _, c := range []struct{ unit, rate float64 }{{1e-140, 1}, {1e-40, 1}, {1, 1}, {1e40, 1}, {1e140, 1}, {1, 1e-200}, {1, 1e200}} {
		scaled := func(w [][]float64) (float64, [][]float64, error) {
			own := [][]float64{make([]float64, 4)}
			for i, v := range w[0] {
				own[0][i] = v / c.unit
			}
			loss, g, err := quadratic(own)
			for i := range g[0] {
				g[0][i] /= c.unit
			}
			return loss, g, err
		}
		w := [][]float64{{5 * c.unit, 5 * c.unit, 5 * c.unit, 5 * c.unit}}
		steps(t, start(t, optim.LBFGS{Rate: c.rate}, params(t, tensor.Float64, 1, 0, 0, 0, 0), nil), w, 200, scaled)
		for i, v := range w[0] {
			if math.Abs(v/c.unit-float64(i)) > 1e-3 {
				t.Errorf("unit %g, rate %g: weight %d is %g units, want %d", c.unit, c.rate, i, v/c.unit, i)
			}
		}
	}
}

// TestAFactorOfZeroIsNoConvergence: a schedule may begin at 0. Such a step of any optimiser moves nothing, and is no
// sign that there is no lower loss.
func TestAFactorOfZeroIsNoConvergence(t *testing.T) {
	for _, o := range []optim.Optimizer{optim.Adam{}, optim.SGD{}, optim.LBFGS{}} {
		at := &optim.Point{Weights: [][]float64{{-1.2, 1}}, At: rosenbrock}
		at.Loss, at.Gradient, _ = rosenbrock(at.Weights)
		run := start(t, o, params(t, tensor.Float64, 1, 0, 0), nil)
		if err := run.Step(at, 0); err != nil || !slices.Equal(at.Weights[0], []float64{-1.2, 1}) {
			t.Errorf("%s: error %v, weights %v; want none, and those of before", o.Traits().Name, err, at.Weights)
		}
	}
}
