// Steps from what is not finite, and parameters that the loss does not depend on.

package optim_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/train/optim"
	"gorgonia.org/tensor"
)

// TestStepsRefuseWhatIsNotFinite: no step begins with weights, a gradient or a loss that is not finite. LBFGS said that
// it had converged, and the others spoiled the weights.
func TestStepsRefuseWhatIsNotFinite(t *testing.T) {
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		for name, at := range map[string]optim.Point{
			"gradient": {Weights: [][]float64{{-1.2, 1}}, Gradient: [][]float64{{1, bad}}},
			"weights":  {Weights: [][]float64{{bad, 1}}, Gradient: [][]float64{{1, 2}}},
			"loss":     {Weights: [][]float64{{-1.2, 1}}, Gradient: [][]float64{{1, 2}}, Loss: bad},
		} {
			for _, o := range []optim.Optimizer{optim.LBFGS{}, optim.Adam{}, optim.SGD{}} {
				if name == "loss" && !o.Traits().Fixed { // these do not look at the loss
					continue
				}
				own, before := at, at.Weights[0][1]
				own.At = rosenbrock
				run := start(t, o, params(t, tensor.Float64, 1, 0, 0), nil)
				if err := run.Step(&own, 1); !errors.Is(err, optim.ErrSettings) || own.Weights[0][1] != before || run.State().Step != 0 {
					t.Errorf("%T, %s %v: error %v, weights %v after %d steps; want ErrSettings and none", o, name, bad, err, own.Weights, run.State().Step)
				}
			}
		}
	}
}

// TestGradientsElsewhereHaveTheSizesOfTheParameters: a loss of the caller's that returns another number of derivatives at
// other weights, or none, is refused, and the next step begins where this one did. It was a panic.
func TestGradientsElsewhereHaveTheSizesOfTheParameters(t *testing.T) {
	p := params(t, tensor.Float64, 1, 0, 0)
	for _, g := range [][][]float64{nil, {{1}}, {{1, 2, 3}}, {{1, 2}, {3}}} {
		run := start(t, optim.LBFGS{}, p, nil)
		at := &optim.Point{Weights: [][]float64{{-1.2, 1}}, At: func([][]float64) (float64, [][]float64, error) { return 0, g, nil }}
		at.Loss, at.Gradient, _ = rosenbrock(at.Weights)
		if err := run.Step(at, 1); !errors.Is(err, optim.ErrSettings) || run.State().Step != 0 {
			t.Errorf("%v: error %v after %d steps, want ErrSettings and none", g, err, run.State().Step)
		}
		again, want := [][]float64{{-1.2, 1}}, [][]float64{{-1.2, 1}}
		steps(t, run, again, 3, rosenbrock)
		steps(t, start(t, optim.LBFGS{}, p, nil), want, 3, rosenbrock)
		if !slices.Equal(again[0], want[0]) {
			t.Errorf("%v: then %v, want %v", g, again, want)
		}
	}
}

// TestAdamRefusesInfiniteSquares: a derivative whose square is infinite left its weight where it was, and made the
// weight NaN in the next step.
func TestAdamRefusesInfiniteSquares(t *testing.T) {
	p := params(t, tensor.Float64, 1, 1, 2)
	run := start(t, optim.Adam{Rate: 0.1}, p, nil)
	if err := optim.Move(run, p, [][]float64{{-1, 1e155}}, 1); !errors.Is(err, optim.ErrSettings) || run.State().Step != 0 {
		t.Errorf("error %v after %d steps, want ErrSettings and none", err, run.State().Step)
	}
	must(t, optim.Move(run, p, [][]float64{{-1, 1e150}}, 1))
	if got := p[0].Values(); math.Abs(got[0]-1.1) > 1e-8 || math.Abs(got[1]-1.9) > 1e-8 {
		t.Errorf("weights %v, want 1.1 and 1.9", got)
	}
}

// TestNoDecayWithoutAGradient: a parameter that the loss does not depend on, such as a base's in flow matching, stays
// as it is.
func TestNoDecayWithoutAGradient(t *testing.T) {
	for _, o := range []optim.Optimizer{optim.Adam{WeightDecay: 0.5}, optim.SGD{WeightDecay: 0.5}} {
		p := params(t, tensor.Float64, 2, 3, 4)
		run := start(t, o, p, nil)
		must(t, optim.Move(run, p, [][]float64{{0, 0}}, 1))
		if got := p[0].Values(); !slices.Equal(got, []float64{3, 4}) {
			t.Errorf("%T: weights %v, want 3 and 4", o, got)
		}
		must(t, optim.Move(run, p, [][]float64{{0, 1e-300}}, 1))
		if got := p[0].At(0); !(got < 3) {
			t.Errorf("%T: a weight of %v beside one with a gradient, want less than 3", o, got)
		}
	}
}

// TestStepsLeaveWhatTheLossDoesNotDependOn: numbers without a gradient that are moved between steps, as the running
// moments of norms are, are those of the mover alone. L-BFGS went on with their moves.
func TestStepsLeaveWhatTheLossDoesNotDependOn(t *testing.T) {
	all := graph.NewParams(tensor.Float64)
	for name, columns := range map[string]int{"weights": 2, "moments": 3} {
		_, err := all.Add(name, 1, columns)
		must(t, err)
	}
	place := slices.IndexFunc(all.List(), func(p *graph.Param) bool { return p.Name == "weights" })
	loss := func(w [][]float64) (float64, [][]float64, error) {
		value, own, err := rosenbrock(w[place : place+1])
		g := [][]float64{make([]float64, 3), make([]float64, 3)}
		g[place] = own[0]
		return value, g, err
	}
	for _, o := range []optim.Optimizer{optim.LBFGS{}, optim.Adam{}, optim.SGD{Rate: 1e-4, Momentum: 0.9}} {
		run := start(t, o, all.List(), nil)
		w := [][]float64{make([]float64, 3), make([]float64, 3)}
		w[place] = []float64{-1.2, 1}
		for n := range 12 {
			w[1-place][1] = float64(n)
			steps(t, run, w, 1, loss)
			if !slices.Equal(w[1-place], []float64{0, float64(n), 0}) {
				t.Errorf("%T, step %d: %v, want 0, %d and 0", o, n, w[1-place], n)
			}
		}
	}
}
