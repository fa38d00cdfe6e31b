package ode

import (
	"math"

	"github.com/gorgoflow/gorgoflow/graph"
	"github.com/gorgoflow/gorgoflow/integrate/internal/reuse"
)

// Solution holds the state at T1, row by row, and what it took.
type Solution[T graph.Float] struct {
	// Y holds R×Width numbers for each state, nil for a quadrature. A row that failed
	// has the state at which it stopped.
	Y [][]T
	// Quad holds R×Width numbers for each quadrature, nil for a state.
	Quad [][]float64
	// Status and RowStats say for each row how it ended and what it took; Stats is
	// their sum.
	Status   []Status
	RowStats []Stats
	Stats    Stats
	// Saved and SavedQuad hold for each state and each quadrature the R×n×Width numbers at the n output times of
	// Problem.SaveAt, or at the up to n ones of each row of RowSaveAt; NaN at times a row did not reach or does not have. At a
	// jump it is what comes before.
	Saved     [][]T
	SavedQuad [][]float64
	// Events holds for each row what happened to it, in order; nil without System.Events.
	Events [][]Occurrence[T]
	// Dense is the solution at any time, nil unless Problem.Dense.
	Dense *Dense[T]

	Ends    []Ending
	earlier earlier[T]
}

// Ending is where a row was when it stopped, and its largest step.
type Ending struct{ T, H, Largest float64 }

// LargestStep returns the size of the largest step of a row that was accepted: what lies
// closer together may have been missed. It is NaN for a row that does not exist.
func (s *Solution[T]) LargestStep(row int) float64 {
	if s == nil || row < 0 || row >= len(s.Ends) {
		return math.NaN()
	}
	return s.Ends[row].Largest
}

// End returns the time at which a row stopped: T1, that of a terminal event, or where it
// failed; NaN for a row that does not exist.
func (s *Solution[T]) End(row int) float64 {
	if s == nil || row < 0 || row >= len(s.Ends) {
		return math.NaN()
	}
	return s.Ends[row].T
}

// Reset makes room for the results, in the arrays that are there if they are large enough.
func (s *Solution[T]) Reset(system *System, rows int) {
	if s == nil || system == nil || rows < 0 {
		return
	}
	n := len(system.Blocks)
	s.earlier.keep(s)
	*s = Solution[T]{earlier: s.earlier, Y: reuse.Resized(s.Y, n), Quad: reuse.Resized(s.Quad, n),
		Status: reuse.Resized(s.Status, rows), RowStats: reuse.Resized(s.RowStats, rows), Ends: reuse.Resized(s.Ends, rows)}
	fitBlocks(s.Y, system.Blocks, rows, false)
	fitBlocks(s.Quad, system.Blocks, rows, true)
	clear(s.RowStats)
	clear(s.Ends)
	for i := range s.Status {
		s.Status[i] = Cancelled
	}
}

// fitBlocks cuts the states, or the quadratures, out of one array; the others are nil.
func fitBlocks[E any](parts [][]E, blocks []Block, rows int, quadratures bool) {
	width := 0
	enough := true
	for i, block := range blocks {
		if block.Quadrature == quadratures {
			width += block.Width
			enough = enough && cap(parts[i]) >= rows*block.Width
		}
	}
	var flat []E
	if !enough {
		flat = make([]E, rows*width)
	}
	for i, block := range blocks {
		size := rows * block.Width
		switch {
		case block.Quadrature != quadratures:
			parts[i] = nil
		case enough:
			parts[i] = parts[i][:size]
			clear(parts[i])
		default:
			parts[i], flat = flat[:size:size], flat[size:]
		}
	}
}

// Finish adds up the statistics and returns the error of the first row that
// failed.
func (s *Solution[T]) Finish(p *Problem[T], system *System) error {
	if s == nil {
		return nil
	}
	first, failed := -1, 0
	for row, status := range s.Status {
		s.Stats.Add(s.RowStats[row])
		if status != Done && status != Stopped && status != Cancelled {
			failed++
			if first < 0 {
				first = row
			}
		}
	}
	if first < 0 {
		return nil
	}
	if err := p.FirstNotFinite(system, first); err != nil {
		return err
	}
	at := s.Ends[first]
	return &StepError{Row: first, Failed: failed, T: at.T, H: at.H, Stats: s.RowStats[first], Status: s.Status[first]}
}
