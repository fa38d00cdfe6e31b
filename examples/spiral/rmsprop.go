// RMSprop, as an optimiser that a program brings itself.

package main

import (
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/train/optim"
	"github.com/pkg/errors"
)

// rmsProp divides each step by the root of a moving mean of squared gradients (Tieleman and Hinton, Lecture 6.5, 2012):
//
//	v ← 0.99·v + 0.01·g²,  w ← w − rate·g/(√v + 1e-8),
//
// with the constants of torch.optim.RMSprop.
type rmsProp struct{ rate float64 }

const (
	rmsDecay   = 0.99
	rmsEpsilon = 1e-8
)

// Traits implements optim.Optimizer.
func (r rmsProp) Traits() optim.Traits { return optim.Traits{Name: "RMSprop", Rate: r.rate} }

// Start implements optim.Optimizer.
func (r rmsProp) Start(params []*graph.Param, from *optim.State) (optim.Run, error) {
	if from == nil {
		from = &optim.State{Vectors: make([][][]float64, 1)}
		for _, p := range params {
			from.Vectors[0] = append(from.Vectors[0], make([]float64, p.Len()))
		}
	}
	if !from.Fits(params) || len(from.Vectors) != 1 {
		return nil, errors.Wrap(optim.ErrSettings, "RMSprop wants one vector of the parameters' sizes")
	}
	return &rmsRun{r.rate, from}, nil
}

// rmsRun is the state of RMSprop in one run.
type rmsRun struct {
	rate  float64
	state *optim.State
}

func (r *rmsRun) State() *optim.State { return r.state }

func (r *rmsRun) Step(at *optim.Point, factor float64) error {
	r.state.Step++
	for i, weights := range at.Weights {
		squares := r.state.Vectors[0][i]
		for j, g := range at.Gradient[i] {
			squares[j] = rmsDecay*squares[j] + (1-rmsDecay)*g*g
			weights[j] -= r.rate * factor * g / (math.Sqrt(squares[j]) + rmsEpsilon)
		}
	}
	return nil
}
