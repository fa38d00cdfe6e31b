// Package partial holds what some rows contribute to the sums of a gradient over a batch, of one solve as of a stack of flows.
package partial

import "github.com/gorgoflow/gorgoflow/integrate/ode"

// Sums is what some rows contribute. It is the element of a reduce.Ordered.
type Sums struct {
	Loss              float64
	T0, T1            float64 // ∂Loss/∂ both ends
	ReverseError      float64 // the largest, of backsolve
	Forward, Backward ode.Stats
	Params            [][]float64 // ∂Loss/∂θ, by parameter

	apart apart
}

// New is that of no rows, for parameters of these lengths.
func New(lengths []int) *Sums {
	s := &Sums{}
	for _, n := range lengths {
		s.Params = append(s.Params, make([]float64, n))
	}
	return s
}

// Clear makes it that of no rows.
func (s *Sums) Clear() {
	params, apart := s.Params, s.apart
	for _, p := range params {
		clear(p)
	}
	apart.team = nil
	*s = Sums{Params: params, apart: apart}
}

// Add adds that of other rows, or keeps it beside the others.
func (s *Sums) Add(other *Sums) {
	if s.apart.team != nil {
		s.apart.keep(other)
		return
	}
	s.Loss += other.Loss
	s.T0 += other.T0
	s.T1 += other.T1
	s.ReverseError = max(s.ReverseError, other.ReverseError)
	s.Forward = s.Forward.Plus(other.Forward)
	s.Backward = s.Backward.Plus(other.Backward)
	for i, p := range other.Params {
		for k, v := range p {
			s.Params[i][k] += v
		}
	}
}
