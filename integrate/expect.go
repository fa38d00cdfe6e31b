package integrate

import (
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
)

// spare is what earlier watched solves have left in a solution, for later ones: it is kept
// while solves come in between that are not watched.
type spare[T graph.Float] struct {
	at     [][]T
	atQuad [][]float64
	events [][]Occurrence[T]
	dense  *Dense[T]
}

// keep takes over what a solution holds.
func (k *spare[T]) keep(s *Solution[T]) {
	if s.At != nil {
		k.at, k.atQuad = s.At, s.AtQuad
	}
	if s.Events != nil {
		k.events = s.Events
	}
	if s.Dense != nil {
		k.dense = s.Dense
	}
}

// expect makes room for what a watched solve finds on the way, where the inside of a step
// has that many levels.
func (s *Solution[T]) expect(p *Problem[T], system *System, levels int) {
	if len(p.Times) > 0 {
		s.expectTimes(p, system)
	}
	if len(system.Events) > 0 {
		s.Events = resized(s.spare.events, p.Rows)
		for row := range s.Events {
			s.Events[row] = s.Events[row][:0]
		}
	}
	if p.Dense {
		s.Dense = newDense(s.spare.dense, p, system, levels)
	}
}

// expectTimes makes the outputs NaN.
func (s *Solution[T]) expectTimes(p *Problem[T], system *System) {
	n := len(system.Blocks)
	s.At, s.AtQuad = resized(s.spare.at, n), resized(s.spare.atQuad, n)
	for b, block := range system.Blocks {
		size := p.Rows * len(p.Times) * block.Width
		if block.Quadrature {
			s.At[b], s.AtQuad[b] = nil, resized(s.AtQuad[b], size)
			fill(s.AtQuad[b], math.NaN())
		} else {
			s.At[b], s.AtQuad[b] = resized(s.At[b], size), nil
			fill(s.At[b], T(math.NaN()))
		}
	}
}

func fill[T graph.Float](x []T, v T) {
	for i := range x {
		x[i] = v
	}
}

// extended is a list with room for one element more, which still holds what it held before.
func extended[E any](list []E) []E {
	if n := len(list); n < cap(list) {
		return list[:n+1]
	}
	var one E
	return append(list, one)
}
