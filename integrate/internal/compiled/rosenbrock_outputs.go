// The results of a step of a Rosenbrock method.

package compiled

import (
	"github.com/gorgoflow/gorgoflow/integrate/internal/method"
	"github.com/pkg/errors"
	G "gorgonia.org/gorgonia"
)

// outputs adds the results of a step: y₁, increments, error estimates.
func (s *implicitStep) outputs(estimate bool) {
	n := len(s.y)
	s.kLast, s.errLow, s.err = make([]*G.Node, n), make([]*G.Node, n), make([]*G.Node, n)
	s.y1 = s.moved(s.tableau.B)
	s.increment = s.integrals(s.weights.B)
	if !estimate {
		return
	}
	states, quadratures := s.split(s.along(s.tableau.BErr)), s.integrals(s.weights.BErr)
	for i, block := range s.system.Blocks {
		switch {
		case block.Uncontrolled:
		case block.Quadrature:
			s.err[i] = quadratures[i]
		default:
			s.err[i] = states[i]
		}
	}
}

// integrals are the method's increments of quadratures dq/dt = g, with the classical weights b: h Σ b_i g_i + h ∂g/∂y Σ
// b_i u_i + h² ∂g/∂t Σ b_i γ_i.
func (s *implicitStep) integrals(weights []float64) []*G.Node {
	out := make([]*G.Node, len(s.y))
	for i, block := range s.system.Blocks {
		if !block.Quadrature || s.k[0][i] == nil {
			continue
		}
		sum := s.combine(weights, i)
		correction := s.change(s.k[0][i:i+1], weights)[0]
		if correction != nil {
			correction = s.b.Mul(correction, s.h)
			if sum != nil {
				correction = s.b.Add(sum, correction)
			}
			sum = correction
		}
		out[i] = sum
	}
	return out
}

// reduceAlong computes for the batch-reduced quadratures what integrals computes for the others.
func (s *implicitStep) reduceAlong() error {
	if s.reduction == nil {
		return nil
	}
	terms, err := s.reduceAt(s.t, s.y, s.b.Mul(s.mask, s.h))
	if err != nil {
		return err
	}
	moved := s.change(present(terms), s.weights.B)
	for j, term := range terms {
		if term != nil && len(moved) > 0 {
			terms[j], moved = moved[0], moved[1:]
		}
	}
	return s.addReduced(terms)
}

// inside is denseStages for a Rosenbrock method: the levels of the interpolant, by block.
func (s *implicitStep) inside() (levels [][]*G.Node, err error) {
	for _, weights := range method.DenseLevels(s.tableau) {
		level := s.split(s.along(weights))
		for i, q := range s.integrals(s.weights.Weights(weights)) {
			if q != nil {
				level[i] = q
			}
		}
		levels = append(levels, level)
	}
	return levels, errors.Wrap(s.b.Err(), "building the inside of a step")
}
