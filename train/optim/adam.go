// Adam, and AdamW with weight decay.

package optim

import (
	"cmp"
	"math"
	"slices"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/internal/elementary"
	"github.com/gorgoflow/gorgoflow/internal/finite"
	"github.com/gorgoflow/gorgoflow/internal/parallel"
	"github.com/pkg/errors"
)

// Adam is the optimiser of Kingma and Ba (Adam, 2015, algorithm 1) with the
// decoupled weight decay of Loshchilov and Hutter (2019, algorithm 2).
type Adam struct {
	Rate         float64 // 0: 1e-3
	Beta1, Beta2 float64 // decay of the two moments; 0: 0.9 and 0.999
	Epsilon      float64 // added to the root of the second moment; 0: 1e-8
	// WeightDecay is the share of a weight that a step at rate 1 removes; 0: none. Parameters of one row, such as
	// biases and the moments of norms, have no decay, nor have those whose gradient is 0, such as a trained base's in
	// flow matching.
	WeightDecay float64
}

// Traits implements Optimizer.
func (a Adam) Traits() Traits { return Traits{Name: "Adam", Rate: cmp.Or(a.Rate, 1e-3)} }

// Start implements Optimizer. The vectors of a state are the running means of the gradient and of its square.
func (a Adam) Start(params []*graph.Param, from *State) (Run, error) {
	infinity := math.Inf(1)
	if err := checkSettings("Adam", params, setting{"Rate", a.Rate, infinity}, setting{"Beta1", a.Beta1, 1}, setting{"Beta2", a.Beta2, 1},
		setting{"Epsilon", a.Epsilon, infinity}, setting{"WeightDecay", a.WeightDecay, infinity}); err != nil {
		return nil, err
	}
	a.Rate, a.Beta1, a.Beta2, a.Epsilon = a.Traits().Rate, cmp.Or(a.Beta1, 0.9), cmp.Or(a.Beta2, 0.999), cmp.Or(a.Epsilon, 1e-8)
	s, err := resumed(from, params, 2)
	return &adam{a, params, s}, err
}

type adam struct {
	Adam
	params []*graph.Param
	state  *State
}

func (a *adam) State() *State { return a.state }

func (a *adam) Step(at *Point, factor float64) error {
	if err := a.check(at); err != nil {
		return err
	}
	s := a.state
	s.Step++
	correct1, correct2 := 1/(1-elementary.Pow(a.Beta1, float64(s.Step))), 1/(1-elementary.Pow(a.Beta2, float64(s.Step)))
	rate, new1, new2, epsilon := a.Rate*factor, 1-a.Beta1, 1-a.Beta2, a.Epsilon
	return parallel.Parts("train: a step of Adam", at.Gradient, func(i, from, to int) error {
		gradient, n := at.Gradient[i][from:to], to-from
		decay := decayOf(a.params[i], at.Gradient[i], a.WeightDecay)
		weights, first, second := at.Weights[i][from:][:n], s.Vectors[0][i][from:][:n], s.Vectors[1][i][from:][:n]
		for j, g := range gradient {
			m, v := first[j], second[j]
			m += float64(new1 * (g - m))
			v += float64(new2 * (float64(g*g) - v))
			first[j], second[j] = m, v
			move := float64(m*correct1) / (math.Sqrt(v*correct2) + epsilon)
			weights[j] -= float64(rate * (move + float64(decay*weights[j])))
		}
		return nil
	})
}

// check also refuses derivatives whose squares are infinite: so would the mean of the squares stay, and the weight where it
// is.
func (a *adam) check(at *Point) error {
	return at.checkWith(a.params, func(i, from, to int) error {
		for k, g := range at.Gradient[i][from:to] {
			if !finite.Is(g * g) {
				return errors.Wrapf(ErrSettings, "gradient of parameter %d (%s): %g at %d has an infinite square; want less than 1e154, as by a bound of its norm", i, a.params[i].Name, g, from+k)
			}
		}
		return nil
	})
}

// decayOf is the decay of a parameter's weights. Parameters of one row have none, nor those that the loss does not
// depend on.
func decayOf(p *graph.Param, gradient []float64, decay float64) float64 {
	if p.Rows == 1 || !slices.ContainsFunc(gradient, isNotZero) {
		return 0
	}
	return decay
}

func isNotZero(v float64) bool { return v != 0 }
