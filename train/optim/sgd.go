// Gradient descent with momentum.

package optim

import (
	"cmp"
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
)

// SGD is gradient descent: v ← Momentum·v + g, w ← w - rate·(v + WeightDecay·w). It is PyTorch's SGD, except that the
// weight decay is decoupled as in Adam. With Nesterov, g + Momentum·v replaces v in the second formula (Sutskever et
// al., On the importance of initialization and momentum, 2013, eq. 3, in the variables of Bengio et al., 2012).
type SGD struct {
	Rate        float64 // 0: 0.01
	Momentum    float64 // below 1; 0: none
	Nesterov    bool
	WeightDecay float64 // as Adam's
}

// Traits implements Optimizer.
func (d SGD) Traits() Traits { return Traits{Name: "SGD", Rate: cmp.Or(d.Rate, 0.01)} }

// Start implements Optimizer. The vector of a state is the velocity v.
func (d SGD) Start(params []*graph.Param, from *State) (Run, error) {
	infinity := math.Inf(1)
	if err := checkSettings("SGD", params, setting{"Rate", d.Rate, infinity}, setting{"Momentum", d.Momentum, 1}, setting{"WeightDecay", d.WeightDecay, infinity}); err != nil {
		return nil, err
	}
	d.Rate = d.Traits().Rate
	s, err := resumed(from, params, 1)
	return &descent{d, params, s}, err
}

type descent struct {
	SGD
	params []*graph.Param
	state  *State
}

func (d *descent) State() *State { return d.state }

func (d *descent) Step(at *Point, factor float64) error {
	if err := at.check(d.params); err != nil {
		return err
	}
	d.state.Step++
	rate := d.Rate * factor
	for i, weights := range at.Weights {
		velocity, decay := d.state.Vectors[0][i], decayOf(d.params[i], at.Gradient[i], d.WeightDecay)
		for j, g := range at.Gradient[i] {
			velocity[j] = float64(d.Momentum*velocity[j]) + g
			move := velocity[j]
			if d.Nesterov {
				move = g + float64(d.Momentum*move)
			}
			weights[j] -= float64(rate * (move + float64(decay*weights[j])))
		}
	}
	return nil
}
