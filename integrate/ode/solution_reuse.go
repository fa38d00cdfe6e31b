package ode

import (
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/reuse"
)

// earlier is the arrays that earlier solves with outputs, events or dense output have left in a
// solution. They are kept while other solves come in between.
type earlier[T graph.Float] struct {
	at     [][]T
	atQuad [][]float64
	events [][]Occurrence[T]
	dense  *Dense[T]
}

// keep takes over what a solution holds.
func (k *earlier[T]) keep(s *Solution[T]) {
	if s.Saved != nil {
		k.at, k.atQuad = s.Saved, s.SavedQuad
	}
	if s.Events != nil {
		k.events = s.Events
	}
	if s.Dense != nil {
		k.dense = s.Dense
	}
}

// MakeRoom makes room for outputs, events and dense output. The interpolant has that many
// levels.
func (s *Solution[T]) MakeRoom(p *Problem[T], system *System, levels int) {
	if s == nil || p == nil || system == nil {
		return
	}
	if p.Outputs() > 0 {
		s.MakeRoomForOutputs(p, system)
	}
	if len(system.Events) > 0 {
		s.Events = reuse.Resized(s.earlier.events, p.Rows)
		for row := range s.Events {
			s.Events[row] = s.Events[row][:0]
		}
	}
	if p.Dense {
		s.Dense = newDense(s.earlier.dense, p, system, levels)
	}
}

// MakeRoomForOutputs makes the outputs NaN.
func (s *Solution[T]) MakeRoomForOutputs(p *Problem[T], system *System) {
	if s == nil || p == nil || system == nil {
		return
	}
	n, outputs := len(system.Blocks), p.Outputs()
	s.Saved, s.SavedQuad = reuse.Resized(s.earlier.at, n), reuse.Resized(s.earlier.atQuad, n)
	for b, block := range system.Blocks {
		size := p.Rows * outputs * block.Width
		if block.Quadrature {
			s.Saved[b], s.SavedQuad[b] = nil, reuse.Resized(s.SavedQuad[b], size)
			fill(s.SavedQuad[b], math.NaN())
		} else {
			s.Saved[b], s.SavedQuad[b] = reuse.Resized(s.Saved[b], size), nil
			fill(s.Saved[b], T(math.NaN()))
		}
	}
}

func fill[T graph.Float](x []T, v T) {
	for i := range x {
		x[i] = v
	}
}
