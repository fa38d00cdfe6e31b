// States: what a run takes over from one, what it leaves alone, and which it refuses. And the decay of weights, which belongs to whole
// parameters.

package optim_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/gorgoflow/gorgoflow/train/optim"
	"gorgonia.org/tensor"
)

// TestStatesAreCopied: a run that goes on from a state leaves it as it is, so that another one can go on from there too.
func TestStatesAreCopied(t *testing.T) {
	p := params(t, tensor.Float64, 1, 0, 0)
	for _, o := range []optim.Optimizer{optim.Adam{Rate: 0.1}, optim.SGD{Rate: 1e-4, Momentum: 0.9}, optim.LBFGS{Store: 3}} {
		before := start(t, o, p, nil)
		steps(t, before, [][]float64{{-1.2, 1}}, 5, rosenbrock)
		state := before.State()
		var ends [2][][]float64
		for i := range ends {
			ends[i] = [][]float64{{-1.2, 1}}
			steps(t, start(t, o, p, state), ends[i], 5, rosenbrock)
		}
		if !slices.Equal(ends[0][0], ends[1][0]) {
			t.Errorf("%s: %v and %v from one state, want the same", o.Traits().Name, ends[0], ends[1])
		}
	}
}

// TestStatesCountSteps: a state knows how many steps were taken, also after another state.
func TestStatesCountSteps(t *testing.T) {
	p := params(t, tensor.Float64, 1, 0, 0)
	for _, o := range []optim.Optimizer{optim.Adam{}, optim.SGD{Rate: 1e-4}, optim.LBFGS{}} {
		run, w := start(t, o, p, nil), [][]float64{{-1.2, 1}}
		steps(t, run, w, 3, rosenbrock)
		run = start(t, o, p, run.State())
		steps(t, run, w, 2, rosenbrock)
		if got := run.State().Step; got != 5 {
			t.Errorf("%s: %d steps, want 5", o.Traits().Name, got)
		}
	}
}

// TestStatesOfOtherOptimisers: a state with another number of vectors, or with less than no steps, is refused; the next step
// would not find what it needs.
func TestStatesOfOtherOptimisers(t *testing.T) {
	p := params(t, tensor.Float64, 1, 0, 0)
	vectors := func(n int) (list [][][]float64) {
		for range n {
			list = append(list, [][]float64{{0, 0}})
		}
		return list
	}
	for _, o := range []optim.Optimizer{optim.Adam{}, optim.SGD{}, optim.LBFGS{}} {
		for _, state := range []*optim.State{{Vectors: vectors(3)}, {Step: -1, Vectors: vectors(2)}, {Step: -1, Vectors: vectors(1)}} {
			if _, err := o.Start(p, state); !errors.Is(err, optim.ErrSettings) {
				t.Errorf("%s from %d vectors after %d steps: error %v, want ErrSettings", o.Traits().Name, len(state.Vectors), state.Step, err)
			}
		}
	}
	for _, o := range []optim.Optimizer{optim.Adam{Beta1: 1.5}, optim.Adam{Beta2: 1}, optim.Adam{Beta2: 1.5}, optim.SGD{Momentum: 1.5}} {
		if _, err := o.Start(p, nil); !errors.Is(err, optim.ErrSettings) {
			t.Errorf("%+v: error %v, want ErrSettings", o, err)
		}
	}
}

// TestStepsNameTheNumber: an error of a large parameter, which is looked through part by part, says which of its numbers is wrong.
// Weights of another size are refused too.
func TestStepsNameTheNumber(t *testing.T) {
	const n, place = 20_000, 17_001
	p := params(t, tensor.Float64, 2, make([]float64, n)...)
	gradient := make([]float64, n)
	gradient[place] = math.NaN()
	for _, o := range []optim.Optimizer{optim.Adam{}, optim.SGD{}} {
		run := start(t, o, p, nil)
		if err := optim.Move(run, p, [][]float64{gradient}, 1); err == nil || !strings.Contains(err.Error(), "NaN at 17001") {
			t.Errorf("%T: error %v, want NaN at %d", o, err, place)
		}
		for _, w := range [][][]float64{nil, {make([]float64, n-1)}} {
			if err := run.Step(&optim.Point{Weights: w, Gradient: [][]float64{make([]float64, n)}}, 1); !errors.Is(err, optim.ErrSettings) {
				t.Errorf("%T, weights of another size: error %v, want ErrSettings", o, err)
			}
		}
	}
}

// TestDecay: a step takes the decay times the rate from the weights of a matrix, of all of them if one has a derivative, and none
// from a parameter of one row.
func TestDecay(t *testing.T) {
	const n, rate, decay = 20_000, 0.1, 0.5
	values, gradient := make([]float64, n), make([]float64, n)
	for i := range values {
		values[i] = 2
	}
	gradient[0] = 1e-12
	for _, o := range []optim.Optimizer{optim.Adam{Rate: rate, WeightDecay: decay}, optim.SGD{Rate: rate, WeightDecay: decay}} {
		for rows, want := range map[int]float64{1: 2, 2: 2 * (1 - rate*decay)} {
			p := params(t, tensor.Float64, rows, values...)
			must(t, optim.Move(start(t, o, p, nil), p, [][]float64{gradient}, 1))
			if first, last := p[0].At(1), p[0].At(n-1); math.Abs(first-want) > 1e-12 || first != last {
				t.Errorf("%T, %d rows: the second weight is %v and the last %v, want %v", o, rows, first, last, want)
			}
		}
	}
}

// TestFactorShortensTheFirstStep: a search begins with a step as long as the rate times the factor.
func TestFactorShortensTheFirstStep(t *testing.T) {
	p := params(t, tensor.Float64, 1, 0, 0)
	first := func(factor float64) (distance float64) {
		at := &optim.Point{Weights: [][]float64{{-1.2, 1}}}
		at.Loss, at.Gradient, _ = rosenbrock(at.Weights)
		at.At = func(w [][]float64) (float64, [][]float64, error) {
			if distance == 0 {
				distance = math.Hypot(w[0][0]+1.2, w[0][1]-1)
			}
			return rosenbrock(w)
		}
		must(t, start(t, optim.LBFGS{Rate: 1e-3}, p, nil).Step(at, factor))
		return distance
	}
	if whole, half := first(1), first(0.5); math.Abs(whole-2*half) > 1e-9*whole {
		t.Errorf("first steps of %v, and %v by half a factor; want half", whole, half)
	}
}

// TestLossWithoutCurvature: where a loss only falls, a search ends without a point that it is content with, and the step goes to
// the lowest that it has met.
func TestLossWithoutCurvature(t *testing.T) {
	linear := func(w [][]float64) (float64, [][]float64, error) { return w[0][0], [][]float64{{1, 0}}, nil }
	w := [][]float64{{0, 0}}
	at := &optim.Point{Weights: w, At: linear}
	at.Loss, at.Gradient, _ = linear(w)
	if err := start(t, optim.LBFGS{Rate: 1e12}, params(t, tensor.Float64, 1, 0, 0), nil).Step(at, 1); err != nil || !(w[0][0] < 0) {
		t.Errorf("error %v, weights %v; want none, and a lower loss", err, w)
	}
}
