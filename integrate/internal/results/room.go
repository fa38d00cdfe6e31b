// Room for outputs, events and dense output in the arrays of earlier solves.

package results

import (
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/control"
	"github.com/gorgoflow/gorgoflow/integrate/ode"
	"github.com/gorgoflow/gorgoflow/internal/reuse"
)

// earlier holds the arrays that earlier solves with outputs, events or dense output have left in a solution. Solves
// without these in between do not discard the arrays.
type earlier[T graph.Float] struct {
	at     [][]T
	atQuad [][]float64
	events [][]ode.Occurrence[T]
	dense  *ode.Dense
	widths []int
}

// earlierOf returns what earlier solves have left in a solution.
func earlierOf[T graph.Float](s *ode.Solution[T]) *earlier[T] {
	e, ok := s.Spare.(*earlier[T])
	if !ok {
		e = &earlier[T]{}
		s.Spare = e
	}
	return e
}

// widthsOf returns the widths of the blocks of a system.
func (k *earlier[T]) widthsOf(system *ode.System) []int {
	k.widths = k.widths[:0]
	for _, block := range system.Blocks {
		k.widths = append(k.widths, block.Width)
	}
	return k.widths
}

// keep takes over the arrays that a solution holds.
func (k *earlier[T]) keep(s *ode.Solution[T]) {
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

// MakeRoom makes room for outputs, events and dense output, with interpolants of the given number of levels.
func MakeRoom[T graph.Float](s *ode.Solution[T], p *ode.Problem[T], system *ode.System, levels int) {
	spare := earlierOf(s)
	if control.Outputs(p) > 0 {
		MakeRoomForOutputs(s, p, system)
	}
	if len(system.Events) > 0 {
		s.Events = reuse.Resized(spare.events, p.Rows)
		for row := range s.Events {
			s.Events[row] = s.Events[row][:0]
		}
	}
	if p.Dense {
		if s.Dense = spare.dense; s.Dense == nil {
			s.Dense = &ode.Dense{}
		}
		s.Dense.Recorded.Renew(spare.widthsOf(system), p.Rows, levels, math.Copysign(1, p.T1-p.T0))
	}
}

// MakeRoomForOutputs makes room for outputs and sets them to NaN.
func MakeRoomForOutputs[T graph.Float](s *ode.Solution[T], p *ode.Problem[T], system *ode.System) {
	spare := earlierOf(s)
	n, outputs := len(system.Blocks), control.Outputs(p)
	s.Saved, s.SavedQuad = reuse.Resized(spare.at, n), reuse.Resized(spare.atQuad, n)
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

// Reads reports whether the data of a problem lie in one of these arrays, as where a solve goes on from the end of an
// earlier one.
func Reads[T graph.Float, E any](p *ode.Problem[T], arrays ...[]E) bool {
	for _, data := range [...][][]T{p.Y, p.Args} {
		for _, x := range data {
			for _, array := range arrays {
				if reuse.Overlap(x, array) {
					return true
				}
			}
		}
	}
	return false
}

// detach gives a solution new arrays if a problem reads the ones that it has: results would overwrite the data.
func detach[T graph.Float](s *ode.Solution[T], p *ode.Problem[T]) {
	k := earlierOf(s)
	reads := Reads(p, s.Y...) || Reads(p, s.Saved...) || Reads(p, k.at...) || Reads(p, s.Quad...) || Reads(p, s.SavedQuad...) || Reads(p, k.atQuad...)
	for _, events := range [...][][]ode.Occurrence[T]{s.Events, k.events} {
		for _, row := range events {
			for i := range row {
				reads = reads || Reads(p, row[i].Y...)
			}
		}
	}
	if reads {
		*s = ode.Solution[T]{}
	}
}
