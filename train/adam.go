// Adam: the optimiser.

package train

import (
	"cmp"
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/pkg/errors"
)

// Adam is the optimiser of Kingma and Ba (Adam, 2015, algorithm 1) with the
// decoupled weight decay of Loshchilov and Hutter (2019, algorithm 2). Its
// moments are float64 whatever the parameters are.
type Adam struct {
	Beta1, Beta2 float64 // decay of the two moments; 0: 0.9 and 0.999
	Epsilon      float64 // added to the root of the second moment; 0: 1e-8
	// WeightDecay is the share of a weight that a step at rate 1 removes; 0: none.
	// Parameters of one row, biases and the moments of norms among them, are spared.
	WeightDecay float64

	State AdamState
}

// AdamState is all that Adam keeps between steps. It can be stored and put back.
type AdamState struct {
	Step   int         // number of steps taken
	First  [][]float64 // mean of the gradient, one slice a parameter
	Second [][]float64 // mean of its square
}

// Step moves the parameters against the gradient, which has one slice, row by
// row, for each of them, and touches nothing else: tell their owner afterwards.
// ErrSettings where the gradient, or State of another model, is not of the parameters'
// sizes, or Adam or a parameter is nil; nothing has changed then.
func (a *Adam) Step(params []*graph.Param, gradient [][]float64, rate float64) error {
	if a == nil || slices.Contains(params, nil) {
		return errors.Wrap(ErrSettings, "a step of an optimiser that is nil, or of a parameter that is")
	}
	a.prepare(params)
	for what, x := range map[string][][]float64{"gradient": gradient, "State.First": a.State.First, "State.Second": a.State.Second} {
		if err := checkSizes(what, x, params); err != nil {
			return err
		}
	}
	s := &a.State
	s.Step++
	correct1 := 1 - math.Pow(a.Beta1, float64(s.Step))
	correct2 := 1 - math.Pow(a.Beta2, float64(s.Step))
	for i, p := range params {
		first, second := s.First[i], s.Second[i]
		decay := a.WeightDecay
		if p.Rows == 1 {
			decay = 0
		}
		for j, g := range gradient[i] {
			first[j] += (1 - a.Beta1) * (g - first[j])
			second[j] += (1 - a.Beta2) * (g*g - second[j])
			w := p.At(j)
			move := first[j] / correct1 / (math.Sqrt(second[j]/correct2) + a.Epsilon)
			p.Set(j, w-rate*(move+decay*w))
		}
	}
	return nil
}

// checkSizes refuses what has not one slice for each parameter, of its size.
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

func (a *Adam) prepare(params []*graph.Param) {
	a.Beta1, a.Beta2 = cmp.Or(a.Beta1, 0.9), cmp.Or(a.Beta2, 0.999)
	a.Epsilon = cmp.Or(a.Epsilon, 1e-8)
	if a.State.First == nil {
		a.State.First, a.State.Second = zeros(params), zeros(params)
	}
}

func zeros(params []*graph.Param) [][]float64 {
	out := make([][]float64, len(params))
	for i, p := range params {
		out[i] = make([]float64, p.Len())
	}
	return out
}

// norm is the Euclidean norm of all slices together.
func norm(gradient [][]float64) float64 {
	var sum float64
	for _, g := range gradient {
		for _, v := range g {
			sum += v * v
		}
	}
	return math.Sqrt(sum)
}

// clip scales the gradient down to the given norm, as a whole: its direction
// stays (Pascanu, Mikolov, Bengio, 2013, algorithm 1).
func clip(gradient [][]float64, norm, limit float64) {
	if limit <= 0 || norm <= limit {
		return
	}
	for _, g := range gradient {
		for i := range g {
			g[i] *= limit / norm
		}
	}
}
